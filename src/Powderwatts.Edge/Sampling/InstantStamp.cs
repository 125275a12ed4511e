using Powderwatts.Edge.Outbox;

namespace Powderwatts.Edge.Sampling;

/// <summary>
/// Gives one sensor's readings their instants: rising, and never the same one twice. A clash, or a clock that slips back by up to
/// a second, adds 1 ms to the last instant. After a real step back readings keep true time, on milliseconds that are still free.
/// </summary>
public sealed class InstantStamp
{
    /// <summary>A clock that goes back further than this was set, milliseconds.</summary>
    public const long StepMs = 1000;

    /// <summary>How many instants are remembered: 2 hours at one a second. A step back beyond them cannot see a clash.</summary>
    public const int Remembered = 8192;

    private Queue<long> given;
    private long? latest;
    private long highest;

    /// <summary>Goes on from before.</summary>
    /// <param name="last">The highest instant that was ever given, Unix milliseconds; null when there is none.</param>
    /// <param name="recent">The instants that were given last, as far as they are known.</param>
    public InstantStamp(long? last = null, IEnumerable<long>? recent = null)
    {
        given = new Queue<long>((recent ?? []).TakeLast(Remembered));
        highest = Math.Max(last ?? long.MinValue, given.Count > 0 ? given.Max() : long.MinValue);
        latest = highest == long.MinValue ? null : highest;
    }

    /// <summary>The instant of a reading that was taken at <paramref name="now"/>, Unix milliseconds.</summary>
    public long Stamp(long now)
    {
        var t = latest is { } previous && now <= previous && previous - now <= StepMs ? previous + 1 : now;
        if (t <= highest)
        {
            while (given.Contains(t))
                t++;
        }

        if (given.Count >= Remembered)
            given.Dequeue();
        given.Enqueue(t);
        latest = t;
        highest = Math.Max(highest, t);
        return t;
    }

    /// <summary>What was given is now brought to true time.</summary>
    public void Shift(ClockShift shift)
    {
        given = new Queue<long>(given.Select(shift.Apply));
        (latest, highest) = (latest is { } t ? shift.Apply(t) : null, highest == long.MinValue ? highest : shift.Apply(highest));
    }
}
