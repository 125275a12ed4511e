using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Tests.Edge.Publishing;

public sealed class OldOutboxesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_that_cannot_be_opened_is_tried_again_a_minute_later()
    {
        var (there, away) = (folder.File("there"), folder.File("away"));
        using (var other = NodeOutbox.Open(away, "machine-a", time, NullLogger.Instance))
            other.Commit([new Reading("gutter", 1_796_000_000_000, new QuantityValues { [Quantity.PowerW] = 7 })], []);
        using var current = Current();
        File.CreateSymbolicLink(folder.File("outbox.sqlite.old-0123456789ab"), Path.Combine(there, NodeOutbox.FileName)); // leads nowhere yet
        var sent = new TaskCompletionSource();
        var old = Old(current, sent);
        old.LinkReady();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = old.RunAsync(stop.Token); // the first look ends before its first wait
        Assert.False(sent.Task.IsCompleted);

        Directory.Move(away, there);
        await UntilAsync(() => sent.Task.IsCompleted, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_damaged_one_waits_for_room_for_its_copy()
    {
        var free = 1L << 10;
        using (var other = NodeOutbox.Open(folder.File("away"), "machine-a", time, NullLogger.Instance))
            other.Commit([new Reading("gutter", 1_796_000_000_000, new QuantityValues { [Quantity.PowerW] = 7 })], []);
        using var current = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance, null, () => new DiskSpace(free, 1L << 40));
        File.Move(Path.Combine(folder.File("away"), NodeOutbox.FileName), folder.File("outbox.sqlite.damaged-20261124T120000Z"));
        var old = Old(current, new TaskCompletionSource());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = old.RunAsync(stop.Token); // the first look ends before its first wait
        Assert.Single(OutboxFiles.Quarantined(folder.Path));

        free = 1L << 30;
        await UntilAsync(() => OutboxFiles.Quarantined(folder.Path).Count == 0, stop.Token);
        Assert.Single(OutboxFiles.Aside(folder.Path, OutboxFiles.Old));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private NodeOutbox Current() => NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);

    private OldOutboxes Old(NodeOutbox current, TaskCompletionSource sent) => new(
        new NodeFacts("lodge", "booth-pi", "1", "machine-a", "run", "", []), current,
        (_, _, _) =>
        {
            sent.TrySetResult();
            return Task.FromResult(PublishOutcome.Sent);
        },
        new NodeDeadLetters(folder.Path, time), new HealthBoard(time), time, NullLogger.Instance);

    private async Task UntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        for (var i = 0; i < 100 && !isSo(); i++)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }

        Assert.True(isSo());
    }
}
