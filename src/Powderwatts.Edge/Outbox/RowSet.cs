using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Sequences as ranges, so that counting them costs nothing. Immutable: a failed transaction leaves the old one in force, and any
/// thread may look. Acknowledgements come nearly in order, so there are few ranges.
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

    /// <summary>The ranges, rising, not touching.</summary>
    public ImmutableArray<RowRange> Ranges => ranges;

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

    /// <summary>The part of it that lies in a range.</summary>
    public IEnumerable<RowRange> Within(RowRange limits)
    {
        foreach (var range in ranges)
        {
            var part = new RowRange(Math.Max(range.From, limits.From), Math.Min(range.To, limits.To));
            if (part.Count > 0)
                yield return part;
        }
    }

    /// <summary>The first sequences of it, so many.</summary>
    public IEnumerable<RowRange> Take(long count)
    {
        foreach (var range in ranges)
        {
            if (count <= 0)
                yield break;
            var part = range with { To = Math.Min(range.To, range.From + count - 1) };
            count -= part.Count;
            yield return part;
        }
    }

    /// <summary>With further sequences; some may be there already.</summary>
    public RowSet With(RowRange added)
    {
        if (added.Count <= 0)
            return this;
        if (ranges.IsEmpty || added.From > ranges[^1].To + 1)
            return new(ranges.Add(added));
        var joined = ImmutableArray.CreateBuilder<RowRange>(ranges.Length + 1);
        foreach (var range in ranges)
        {
            if (range.To + 1 < added.From)
                joined.Add(range);
            else if (range.From <= added.To + 1)
                added = new RowRange(Math.Min(range.From, added.From), Math.Max(range.To, added.To));
        }

        joined.Add(added);
        joined.AddRange(ranges.Where(range => range.From > added.To + 1));
        return new(joined.DrainToImmutable());
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

    /// <summary>What is missing from 1 to <paramref name="highest"/>.</summary>
    public IEnumerable<RowRange> Holes(long highest)
    {
        var next = 1L;
        foreach (var range in ranges)
        {
            if (range.From > next)
                yield return new RowRange(next, range.From - 1);
            next = range.To + 1;
        }

        if (next <= highest)
            yield return new RowRange(next, highest);
    }
}
