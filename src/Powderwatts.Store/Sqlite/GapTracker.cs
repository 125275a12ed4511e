using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Store.Sqlite;

/// <summary>
/// Finds the gaps of a period while rows stream by: neighbours further apart than the gap cap of the later one. The row before
/// the period counts, so an outage that began earlier is seen; gaps are clipped to the period.
/// </summary>
internal sealed class GapTracker
{
    private readonly long from;
    private readonly long to;
    private readonly ImmutableArray<TimeGap>.Builder gaps = ImmutableArray.CreateBuilder<TimeGap>();
    private long previous;
    private double previousIntervalS;

    public GapTracker(long from, long to) => (this.from, this.to, previous) = (from, to, from);

    /// <summary>Tells the last row before the period.</summary>
    public void Before(long t, double intervalS) => (previous, previousIntervalS) = (t, intervalS);

    /// <summary>Tells a row of the period.</summary>
    public void Add(long t, double intervalS)
    {
        if (t - previous > CapMs(intervalS))
            gaps.Add(new(Math.Max(previous, from), t));
        (previous, previousIntervalS) = (t, intervalS);
    }

    /// <summary>Ends the period, with the first row after it if there is one.</summary>
    public ImmutableArray<TimeGap> Finish(long? after, double afterIntervalS)
    {
        var end = after ?? to;
        var intervalS = after is null ? previousIntervalS : afterIntervalS;
        if (end - previous > CapMs(intervalS) && Math.Max(previous, from) < to)
            gaps.Add(new(Math.Max(previous, from), to));
        return gaps.ToImmutable();
    }

    private static double CapMs(double intervalS) => EnergyCounter.GapCapIntervals * intervalS * 1000;
}
