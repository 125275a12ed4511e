using Powderwatts.Store;

namespace Powderwatts.Collector.Intake;

/// <summary>How long to wait before the store is asked again: 0.5 s doubling to 60 s with full jitter, unless it says otherwise.</summary>
internal sealed class StoreBackoff(Random random)
{
    private static readonly TimeSpan first = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan longestWish = TimeSpan.FromSeconds(300);
    private TimeSpan ceiling = first;

    /// <summary>The wait after a failure. The store's own wish wins, within 1 to 300 s.</summary>
    public TimeSpan Next(StoreException error)
    {
        if (error.RetryAfter is { } wish)
            return wish < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wish > longestWish ? longestWish : wish;
        if (error.Failure == Failure.RetrySlowly)
            return longest;
        var wait = ceiling * random.NextDouble();
        ceiling = ceiling * 2 < longest ? ceiling * 2 : longest;
        return wait;
    }

    /// <summary>It answers again.</summary>
    public void Reset() => ceiling = first;
}
