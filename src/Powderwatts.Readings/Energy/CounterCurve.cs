using System.Collections.Immutable;

namespace Powderwatts.Readings.Energy;

/// <summary>One counter, from its beginning at 0, as a curve over time that never falls.</summary>
internal sealed class CounterCurve
{
    private readonly ImmutableArray<CounterPoint> points;

    /// <param name="energyFrom">When the counter began at 0.</param>
    /// <param name="ordered">Its readings, rising in time, at least one.</param>
    /// <param name="start">First instant of the period.</param>
    /// <param name="replaces">Last reading of the counter before it; null for the first one.</param>
    public CounterCurve(long energyFrom, ImmutableArray<CounterPoint> ordered, long start, long? replaces)
    {
        (FirstT, Replaces) = (ordered[0].T, replaces);
        var rising = ImmutableArray.CreateBuilder<CounterPoint>(ordered.Length + 1);
        // What it counted before its first reading belongs to the period when it replaced another counter or began in the
        // period; an older counter that is simply first seen here does not bring its past along.
        var began = Math.Max(energyFrom, replaces ?? energyFrom);
        if (began < FirstT && (replaces is not null || began >= start || !GapRule.IsGap(began, FirstT, ordered[0].IntervalS)))
            rising.Add(ordered[0] with { T = began, EnergyWh = 0 });
        else if (began >= FirstT && (replaces is not null || began >= start))
            rising.Add(ordered[0] with { T = FirstT - 1, EnergyWh = 0 });
        var most = 0.0;
        foreach (var point in ordered)
        {
            most = Math.Max(most, point.EnergyWh);
            rising.Add(point with { EnergyWh = most });
        }

        points = rising.DrainToImmutable();
    }

    /// <summary>Its first reading.</summary>
    public long FirstT { get; }

    /// <summary>Last reading of the counter before it; null for the first one.</summary>
    public long? Replaces { get; }

    /// <summary>The counter at an instant, Wh: between neighbours on a line, across a gap the earlier value.</summary>
    public double At(long t)
    {
        var next = FirstAfter(t);
        if (next == 0)
            return points[0].EnergyWh;
        var earlier = points[next - 1];
        if (next == points.Length || earlier.T == t || GapRule.IsGap(earlier.T, points[next].T, points[next].IntervalS))
            return earlier.EnergyWh;
        var later = points[next];
        var share = (t - earlier.T) / (double)(later.T - earlier.T);
        return Math.Min(later.EnergyWh, earlier.EnergyWh + ((later.EnergyWh - earlier.EnergyWh) * share));
    }

    private int FirstAfter(long t)
    {
        var (first, end) = (0, points.Length);
        while (first < end)
        {
            var middle = (first + end) / 2;
            if (points[middle].T > t)
                end = middle;
            else
                first = middle + 1;
        }

        return first;
    }
}
