using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Store.Answers;

/// <summary>Gathers the gaps of a period while rows stream by. The rows next to the period are told too: they judge its edges.</summary>
internal sealed class GapList(long from, long to)
{
    private readonly GapFinder finder = new(from, to);
    private readonly ImmutableArray<TimeGap>.Builder gaps = ImmutableArray.CreateBuilder<TimeGap>();

    /// <summary>Tells the next row, rising.</summary>
    public void Add(long t, double intervalS)
    {
        if (finder.Next(t, intervalS) is { } gap)
            gaps.Add(gap);
    }

    /// <summary>Ends the period.</summary>
    public ImmutableArray<TimeGap> ToImmutable()
    {
        if (finder.End() is { } gap)
            gaps.Add(gap);
        return gaps.ToImmutable();
    }
}
