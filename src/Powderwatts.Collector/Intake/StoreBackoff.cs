using Powderwatts.Readings;
using Powderwatts.Store;

namespace Powderwatts.Collector.Intake;

/// <summary>How long to wait before the store is asked again: 0.5 s doubling to 60 s with full jitter, unless it says otherwise.</summary>
internal sealed class StoreBackoff(Random random)
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan longestWish = TimeSpan.FromSeconds(300);
    private readonly Backoff backoff = new(TimeSpan.FromSeconds(0.5), longest, random);

    /// <summary>The wait after a failure. The store's own wish wins, within 1 to 300 s.</summary>
    public TimeSpan Next(StoreException error)
    {
        if (error.RetryAfter is { } wish)
            return wish < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wish > longestWish ? longestWish : wish;
        return error.Failure == Failure.RetrySlowly ? longest : backoff.Next();
    }

    /// <summary>It answers again.</summary>
    public void Reset() => backoff.Reset();
}
