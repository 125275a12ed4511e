namespace Powderwatts.Readings.Energy;

/// <summary>
/// Finds the gaps of a period from readings that are handed over one by one in rising order. The last reading before the
/// period and the first after it may be handed over too: then the edges are judged by them. Gaps are clipped to the period.
/// </summary>
/// <param name="from">The period's first instant, Unix milliseconds.</param>
/// <param name="to">The period's last instant, Unix milliseconds.</param>
public sealed class GapFinder(long from, long to)
{
    private long? last;
    private double lastIntervalS;

    /// <summary>Takes the next reading; returns the gap that it ends, if it ends one.</summary>
    /// <param name="t">Its instant, Unix milliseconds; a repeated or earlier one is passed over.</param>
    /// <param name="intervalS">Its interval, seconds.</param>
    public TimeGap? Next(long t, double intervalS)
    {
        if (t <= last)
            return null;
        // without a reading before it, the period's own beginning is the neighbour
        var before = last ?? from;
        (last, lastIntervalS) = (t, intervalS);
        return GapRule.IsGap(before, t, intervalS) ? Clip(before, t) : null;
    }

    /// <summary>No more readings: returns the gap at the period's end, or the whole period when there was no reading.</summary>
    public TimeGap? End() => last is not { } before ? Clip(from, to)
        : GapRule.IsGap(before, to, lastIntervalS) ? Clip(before, to)
        : null;

    /// <summary>All gaps of a period.</summary>
    public static IEnumerable<TimeGap> Find(IEnumerable<(long T, double IntervalS)> readings, long from, long to)
    {
        var finder = new GapFinder(from, to);
        foreach (var (t, intervalS) in readings)
        {
            if (finder.Next(t, intervalS) is { } gap)
                yield return gap;
        }

        if (finder.End() is { } end)
            yield return end;
    }

    private TimeGap? Clip(long first, long second)
    {
        var gap = new TimeGap(Math.Max(first, from), Math.Min(second, to));
        return gap.From < gap.To ? gap : null;
    }
}
