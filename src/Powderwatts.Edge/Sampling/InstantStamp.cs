namespace Powderwatts.Edge.Sampling;

/// <summary>
/// Gives one sensor's readings their instants: rising, and never the same one twice. A clash, or a clock that slips back by up to
/// a second, adds 1 ms to the last instant. After a real step back readings keep true time, on milliseconds that are still free.
/// </summary>
/// <param name="last">The last instant known from before, Unix milliseconds; null when there is none.</param>
public sealed class InstantStamp(long? last = null)
{
    /// <summary>A clock that goes back further than this was set, milliseconds.</summary>
    public const long StepMs = 1000;

    /// <summary>How many instants are remembered: 2 hours at one a second. A step back beyond them cannot see a clash.</summary>
    public const int Remembered = 8192;

    private readonly Queue<long> given = [];
    private long? latest = last;
    private long highest = last ?? long.MinValue;

    /// <summary>The instant of a reading that was taken at <paramref name="now"/>, Unix milliseconds.</summary>
    public long Stamp(long now)
    {
        var t = latest is { } previous && now <= previous && previous - now <= StepMs ? previous + 1 : now;
        if (t <= highest)
        {
            while (given.Contains(t))
                t++;
        }

        if (given.Count == Remembered)
            given.Dequeue();
        given.Enqueue(t);
        latest = t;
        highest = Math.Max(highest, t);
        return t;
    }
}
