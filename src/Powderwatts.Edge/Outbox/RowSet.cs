using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// The unacknowledged sequences as ranges, so that counting them costs nothing. Immutable: a failed transaction leaves the old
/// one in force, and any thread may look. Acknowledgements come nearly in order, so there are few ranges.
/// </summary>
internal sealed class RowSet
{
    private readonly ImmutableArray<RowRange> ranges; // rising, not touching

    private RowSet(ImmutableArray<RowRange> ranges)
    {
        this.ranges = ranges;
        foreach (var range in ranges)
            Count += range.Count;
    }

    public static RowSet Empty { get; } = new([]);

    /// <summary>How many sequences.</summary>
    public long Count { get; }

    /// <summary>The lowest; 0 when empty.</summary>
    public long First => ranges.IsEmpty ? 0 : ranges[0].From;

    public static RowSet Of(RowRange range) => range.Count > 0 ? new([range]) : Empty;

    /// <summary>How many are not above <paramref name="n"/>?</summary>
    public long CountUpTo(long n)
    {
        long count = 0;
        foreach (var range in ranges)
        {
            if (range.From > n)
                break;
            count += Math.Min(range.To, n) - range.From + 1;
        }

        return count;
    }

    /// <summary>With new sequences above all others.</summary>
    public RowSet With(RowRange added)
    {
        if (added.Count <= 0)
            return this;
        return !ranges.IsEmpty && ranges[^1].To + 1 == added.From
            ? new(ranges.SetItem(ranges.Length - 1, new RowRange(ranges[^1].From, added.To)))
            : new(ranges.Add(added));
    }

    public RowSet Without(RowRange removed)
    {
        if (removed.Count <= 0)
            return this;
        var left = ImmutableArray.CreateBuilder<RowRange>(ranges.Length + 1);
        foreach (var range in ranges)
        {
            if (range.To < removed.From || range.From > removed.To)
            {
                left.Add(range);
                continue;
            }

            if (range.From < removed.From)
                left.Add(new RowRange(range.From, removed.From - 1));
            if (range.To > removed.To)
                left.Add(new RowRange(removed.To + 1, range.To));
        }

        return new(left.DrainToImmutable());
    }

    /// <summary>What is missing between the lowest and <paramref name="highest"/>.</summary>
    public IEnumerable<RowRange> Holes(long highest)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            var hole = new RowRange(ranges[i].To + 1, i + 1 < ranges.Length ? ranges[i + 1].From - 1 : highest);
            if (hole.Count > 0)
                yield return hole;
        }
    }
}
