using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class FullOutboxTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly OutboxSettings small = new() { MaxBytes = 256 << 10, DropBytes = 64 << 10 };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_full_outbox_drops_the_oldest_rows_and_names_the_gap_per_origin()
    {
        using var outbox = Open();
        FillUp(outbox);

        var batch = outbox.ReadAfter(0, 100_000);
        Assert.Equal([Origin.Live, Origin.Sim], batch.Gaps.Select(g => g.Origin));
        var (live, sim) = (batch.Gaps[0], batch.Gaps[1]);
        Assert.Equal((1, 2), (live.From, sim.From));
        Assert.Equal((1_000, 1_001), (live.FirstT, sim.FirstT));
        var last = Math.Max(live.To, sim.To);
        Assert.Equal(last - 1, Math.Min(live.To, sim.To));
        Assert.Equal((1_000 + live.To - 1, 1_000 + sim.To - 1), (live.LastT, sim.LastT));
        Assert.Equal(["even"], live.Sensors);
        Assert.Equal(["odd"], sim.Sensors);
        Assert.All(batch.Gaps, g => Assert.Equal("outbox-full", g.Why));
        Assert.Equal(last + 1, batch.Readings[0].N);
        Assert.Equal(last, outbox.Status().Dropped);
        Assert.Equal(outbox.Highest - last, outbox.Status().Unacknowledged);
    }

    [Fact]
    public void Every_sequence_is_held_or_named_however_often_it_overflows()
    {
        using (var outbox = Open())
        {
            for (var i = 0; i < 6; i++)
                FillUp(outbox);
        }

        using var again = Open();
        var batch = again.ReadAfter(0, 100_000);
        var held = batch.Readings.Select(r => r.N).Concat(batch.Gaps.Select(g => g.N)).ToHashSet();
        Assert.Equal(again.Status().Unacknowledged, held.Count);
        for (var n = 1L; n <= again.Highest; n++)
            Assert.True(held.Contains(n) || batch.Gaps.Any(g => n >= g.From && n <= g.To), $"{n} is nowhere");
        Assert.True(again.Status().Bytes < small.MaxBytes, $"{again.Status().Bytes} bytes");
    }

    [Fact]
    public void Rows_on_their_way_are_not_dropped()
    {
        using var outbox = Open();
        outbox.InFlightUpTo = 100;
        FillUp(outbox);

        var batch = outbox.ReadAfter(0, 101);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), batch.Readings.Take(100).Select(r => r.N));
        Assert.True(batch.Readings[100].N > 101);
    }

    private NodeOutbox Open() => NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance, small);

    // until something more has been dropped
    private static void FillUp(NodeOutbox outbox)
    {
        var before = outbox.Status().Dropped;
        for (var i = 0; i < 100 && outbox.Status().Dropped == before; i++)
        {
            var n = outbox.Next;
            outbox.Commit(Enumerable.Range(0, 100).Select(k => new Reading(k % 2 == 0 ? "even" : "odd", 999 + n + k, new QuantityValues { [Quantity.PowerW] = k })
            {
                Origin = k % 2 == 0 ? Origin.Live : Origin.Sim,
            }), []);
        }

        Assert.True(outbox.Status().Dropped > before);
    }
}
