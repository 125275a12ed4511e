using System.Threading.Channels;

namespace Powderwatts.Tape;

/// <summary>Wakes a loop that waits for a time. Any number of calls while it is awake wake it once more.</summary>
internal sealed class Wake(TimeProvider time)
{
    private readonly Channel<bool> calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is news.</summary>
    public void Call() => calls.Writer.TryWrite(true);

    /// <summary>Waits for so long, or for a call; for a call alone when null.</summary>
    public async Task WaitAsync(TimeSpan? atMost, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var call = calls.Reader.WaitToReadAsync(either.Token).AsTask();
        var pause = atMost is { } limit ? Task.Delay(WholeMilliseconds(limit), time, either.Token) : Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token);
        await Task.WhenAny(call, pause).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        calls.Reader.TryRead(out _);
    }

    // timers know whole milliseconds only, and cut the rest off: a wait would end early and spin
    private static TimeSpan WholeMilliseconds(TimeSpan limit) => TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, limit.TotalMilliseconds)));
}
