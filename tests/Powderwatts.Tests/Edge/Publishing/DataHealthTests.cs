using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class DataHealthTests
{
    private static readonly SenderView fine = new();

    [Fact]
    public void All_is_well_when_a_collector_answers() =>
        Assert.Equal((HealthState.Ok, null, null), Of(fine));

    [Fact]
    public void A_missing_collector_is_named_with_the_next_step() =>
        Assert.Equal(
            (HealthState.Warn, "no collector", "start a collector; until then readings are kept in the outbox"),
            Of(fine with { Silence = TimeSpan.FromSeconds(60) }, noCollector: true));

    [Fact]
    public void Silence_is_named_with_the_next_try() =>
        Assert.Equal("no acknowledgement; the next try is after 58 s", Of(fine with { Silence = TimeSpan.FromSeconds(58.4) }).Reason);

    [Fact]
    public void A_fault_of_the_outbox_comes_before_everything() =>
        Assert.Equal(
            (HealthState.Down, "cannot read outbox 'x': the disk is full", "free some space there"),
            DataHealth.Of(fine with { Fault = "cannot read outbox 'x': the disk is full; free some space there" }, LinkState.Down, "down", "lodge/booth-pi", "m", noCollector: true));

    [Fact]
    public void What_the_broker_refuses_is_named() =>
        Assert.Equal(
            (HealthState.Down, "cannot publish 'a': not authorised", "allow it in the broker's access list"),
            DataHealth.Of(fine, LinkState.Up, "cannot publish 'a': not authorised; allow it in the broker's access list", "lodge/booth-pi", null, noCollector: false));

    [Fact]
    public void Backfill_progress_counts_only_its_own_rows()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider();
        using var outbox = NodeOutbox.Open(folder.Path, "0123456789abcdef", time, NullLogger.Instance);
        outbox.Commit(Enumerable.Range(1, 15).Select(i => Row(i)), []);
        var progress = new BackfillProgress(outbox, 10);

        outbox.Release(outbox.Id, [new RowRange(3, 6), new RowRange(11, 15)]);
        Assert.Equal((4, false), (progress.Acknowledged, progress.IsDone));

        outbox.Release(outbox.Id, [new RowRange(1, 10)]);
        var board = new HealthBoard(time);
        progress.Show(board);
        Assert.True(progress.IsDone);
        Assert.Equal((10, 10), (board.Report().Parts[0].Counts["acknowledged"], board.Report().Parts[0].Counts["total"]));
    }

    [Fact]
    public void A_backfill_whose_outbox_was_set_aside_is_not_called_done()
    {
        using var folder = new TemporaryFolder();
        using var outbox = NodeOutbox.Open(folder.Path, "0123456789abcdef", TimeProvider.System, NullLogger.Instance);
        outbox.Commit(Enumerable.Range(1, 15).Select(i => Row(i)), []);
        var progress = new BackfillProgress(outbox, 10);
        outbox.Release(outbox.Id, [new RowRange(1, 4)]);
        Assert.Equal((4, false), (progress.Acknowledged, progress.IsSetAside));

        outbox.BeginNew("0123456789abcdef", "a test");

        Assert.Equal((4, false, true), (progress.Acknowledged, progress.IsDone, progress.IsSetAside));
    }

    private static (HealthState State, string? Reason, string? Next) Of(SenderView view, bool noCollector = false) =>
        DataHealth.Of(view, LinkState.Up, null, "lodge/booth-pi", null, noCollector);

    private static Reading Row(long t)
    {
        var values = default(QuantityValues);
        values[Quantity.PowerW] = t;
        return new Reading("gutter", t, values);
    }
}
