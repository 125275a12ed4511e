using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

/// <summary>Acknowledged rows stay for a day, so that they can be sent again.</summary>
public sealed class KeptRowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_acknowledged_row_is_not_sent_again_by_itself_but_can_be_asked_for()
    {
        using (var outbox = Open())
        {
            outbox.Commit(Rows(1, 10), []);
            outbox.Release(outbox.Id, [new RowRange(1, 8)]);
            Assert.Equal((2, 8), (outbox.Status().Unacknowledged, outbox.Status().Kept));
            Assert.Equal([9, 10], Sequences(outbox));
        }

        using var again = Open();
        Assert.Equal((2, 8), (again.Status().Unacknowledged, again.Status().Kept));
        Assert.Equal([9, 10], Sequences(again));
        var told = new List<long>();
        again.Committed += told.Add;

        Assert.Equal(3, again.Resend(again.Id, [new RowRange(4, 6), new RowRange(9, 900)]));

        Assert.Equal([4, 5, 6, 9, 10], Sequences(again));
        Assert.Equal((1, 10), (again.Rewinds, Assert.Single(told)));
        Assert.Equal(5, again.Release(again.Id, [new RowRange(1, 10)]));
        Assert.Equal((0, 10), (again.Status().Unacknowledged, again.Status().Kept));
        Assert.Equal(0, again.Resend(OutboxId.New(), [new RowRange(1, 10)]));
    }

    [Fact]
    public void After_a_day_it_goes()
    {
        using var outbox = Open();
        outbox.Commit(Rows(1, 100), []);
        outbox.Release(outbox.Id, [new RowRange(1, 50)]);
        time.Advance(TimeSpan.FromHours(12));
        outbox.Release(outbox.Id, [new RowRange(51, 60)]);
        Assert.Equal(60, outbox.Status().Kept);
        time.Advance(TimeSpan.FromHours(12.5));

        outbox.Release(outbox.Id, [new RowRange(61, 61)]);

        Assert.Equal(11, outbox.Status().Kept);
        Assert.Equal(10, outbox.Resend(outbox.Id, [new RowRange(1, 60)]));
    }

    [Fact]
    public void Without_keeping_it_goes_at_once()
    {
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance, new OutboxSettings { KeepAcknowledged = TimeSpan.Zero });
        outbox.Commit(Rows(1, 10), []);

        Assert.Equal(4, outbox.Release(outbox.Id, [new RowRange(1, 4)]));

        Assert.Equal((6, 0), (outbox.Status().Unacknowledged, outbox.Status().Kept));
        Assert.Equal(0, outbox.Resend(outbox.Id, [new RowRange(1, 4)]));
    }

    [Fact]
    public void When_space_is_short_kept_rows_go_before_any_that_nobody_has_acknowledged()
    {
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance, new OutboxSettings { MaxBytes = 384 << 10, DropBytes = 64 << 10 });
        outbox.Commit(Rows(1, 6000), []);
        outbox.Release(outbox.Id, [new RowRange(1, 6000)]);
        for (var i = 0; i < 40; i++)
            outbox.Commit(Rows(6001 + (i * 100), 6100 + (i * 100)), []);

        Assert.Equal((4000, 0), (outbox.Status().Unacknowledged, outbox.Status().Dropped));
        Assert.InRange(outbox.Status().Kept, 1, 5000);
        Assert.InRange(outbox.Status().Bytes, 1, 384 << 10);
        Assert.InRange(outbox.Status().UnacknowledgedBytes, 100 << 10, 300 << 10);
    }

    private static long[] Sequences(NodeOutbox outbox) => [.. outbox.ReadAfter(0, 100_000).Readings.Select(r => r.N)];

    private static IEnumerable<Reading> Rows(int from, int to) => Enumerable.Range(from, to - from + 1)
        .Select(i => new Reading("gutter", 1_796_000_000_000 + i, new QuantityValues { [Quantity.PowerW] = i, [Quantity.VoltageV] = 12, [Quantity.CurrentA] = 2 }));

    private NodeOutbox Open() => NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);
}
