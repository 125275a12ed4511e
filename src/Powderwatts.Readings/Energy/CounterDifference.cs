using System.Collections.Immutable;

namespace Powderwatts.Readings.Energy;

/// <summary>
/// Works out energy from counters: never by summing power, so a lost, late or repeated reading changes nothing. The same points
/// give the same answer in any order, and the spans of a day add up to the day.
/// </summary>
public static class CounterDifference
{
    /// <summary>The energy between each boundary and the next.</summary>
    /// <param name="points">
    /// At least the neighbours of every boundary (synced ones, where there are any) and the first and last point of every counter.
    /// </param>
    /// <param name="boundaries">Rising instants, Unix milliseconds.</param>
    /// <param name="gaps">Where readings are missing.</param>
    /// <exception cref="ArgumentException">The boundaries do not rise.</exception>
    public static ImmutableArray<EnergySpan> Between(
        IEnumerable<CounterPoint> points, ImmutableArray<long> boundaries, IEnumerable<TimeGap> gaps)
    {
        for (var i = 1; i < boundaries.Length; i++)
        {
            if (boundaries[i] <= boundaries[i - 1])
                throw new ArgumentException($"boundary {boundaries[i]} is not after {boundaries[i - 1]}", nameof(boundaries));
        }

        if (boundaries.Length < 2)
            return [];
        var counters = CountersOf(points, boundaries[0]);
        var holes = Merge(gaps);
        var spans = ImmutableArray.CreateBuilder<EnergySpan>(boundaries.Length - 1);
        for (var i = 1; i < boundaries.Length; i++)
        {
            var (from, to) = (boundaries[i - 1], boundaries[i]);
            spans.Add(new EnergySpan(
                from, to, counters.Sum(c => c.At(to) - c.At(from)),
                counters.Length == 0 ? 0 : 1 - Missing(holes, from, to) / (double)(to - from),
                counters.Any(c => c.Replaces is { } replaced && from < c.FirstT && to > Math.Min(replaced, c.FirstT - 1))));
        }

        return spans.MoveToImmutable();
    }

    /// <summary>One curve for each beginning, in order of their first readings.</summary>
    private static ImmutableArray<CounterCurve> CountersOf(IEnumerable<CounterPoint> points, long start)
    {
        var groups = points.GroupBy(p => p.EnergyFrom)
            .Select(group => (EnergyFrom: group.Key, Points: Ordered(group)))
            .OrderBy(g => g.Points[0].T).ThenBy(g => g.EnergyFrom);
        var curves = ImmutableArray.CreateBuilder<CounterCurve>();
        long? replaced = null;
        foreach (var (energyFrom, ordered) in groups)
        {
            curves.Add(new CounterCurve(energyFrom, ordered, start, replaced));
            replaced = Math.Max(replaced ?? long.MinValue, ordered[^1].T);
        }

        return curves.DrainToImmutable();
    }

    /// <summary>By instant, each once; without the unsynced ones when there are synced ones.</summary>
    private static ImmutableArray<CounterPoint> Ordered(IEnumerable<CounterPoint> counter)
    {
        var all = counter.ToList();
        if (all.Exists(p => !p.Unsynced))
            all.RemoveAll(p => p.Unsynced);
        return [.. all.GroupBy(p => p.T).Select(same => same.MaxBy(p => (p.EnergyWh, p.IntervalS))).OrderBy(p => p.T)];
    }

    private static List<TimeGap> Merge(IEnumerable<TimeGap> gaps)
    {
        var merged = new List<TimeGap>();
        foreach (var gap in gaps.OrderBy(g => g.From))
        {
            if (merged.Count > 0 && gap.From <= merged[^1].To)
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, gap.To) };
            else
                merged.Add(gap);
        }

        return merged;
    }

    private static long Missing(List<TimeGap> holes, long from, long to) =>
        holes.Sum(hole => Math.Max(0, Math.Min(hole.To, to) - Math.Max(hole.From, from)));
}
