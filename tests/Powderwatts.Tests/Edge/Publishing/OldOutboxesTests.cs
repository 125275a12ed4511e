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
        using var current = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);
        File.CreateSymbolicLink(folder.File("outbox.sqlite.old-0123456789ab"), Path.Combine(there, NodeOutbox.FileName)); // leads nowhere yet
        var sent = new TaskCompletionSource();
        var old = new OldOutboxes(
            new NodeFacts("lodge", "booth-pi", "1", "machine-a", "run", "", []), current,
            (_, _, _) =>
            {
                sent.TrySetResult();
                return Task.FromResult(PublishOutcome.Sent);
            },
            new NodeDeadLetters(folder.Path, time), new HealthBoard(time), time, NullLogger.Instance);
        old.LinkReady();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = old.RunAsync(stop.Token); // the first look ends before its first wait
        Assert.False(sent.Task.IsCompleted);

        Directory.Move(away, there);
        for (var i = 0; i < 100 && !sent.Task.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.WhenAny(sent.Task, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop.Token));
        }

        Assert.True(sent.Task.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
