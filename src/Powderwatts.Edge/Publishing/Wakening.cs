using System.Threading.Channels;

namespace Powderwatts.Edge.Publishing;

/// <summary>Wakes one loop. Any number of calls while it is awake wake it once more.</summary>
internal sealed class Wakening(TimeProvider time)
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>There is news.</summary>
    public void Wake() => channel.Writer.TryWrite(true);

    /// <summary>Waits for news, at most so long; for news alone when null.</summary>
    public async Task WaitAsync(TimeSpan? atMost, CancellationToken cancellationToken)
    {
        if (atMost is { } limit)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var news = channel.Reader.WaitToReadAsync(either.Token).AsTask();
            await Task.WhenAny(news, Task.Delay(limit, time, either.Token));
            await either.CancelAsync();
            await ((Task)news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
        else
        {
            await channel.Reader.WaitToReadAsync(cancellationToken);
        }

        channel.Reader.TryRead(out _);
    }
}
