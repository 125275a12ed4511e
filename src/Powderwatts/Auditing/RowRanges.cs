using Powderwatts.Readings.Wire;

namespace Powderwatts.Auditing;

/// <summary>Arithmetic with ranges of sequences.</summary>
internal static class RowRanges
{
    /// <summary>Rising ranges that do not touch, within the limits, of ranges in any order.</summary>
    public static List<RowRange> Join(IEnumerable<RowRange> ranges, RowRange within)
    {
        var joined = new List<RowRange>();
        foreach (var range in ranges.Select(r => new RowRange(Math.Max(r.From, within.From), Math.Min(r.To, within.To))).Where(r => r.Count > 0).OrderBy(r => r.From))
        {
            if (joined.Count > 0 && range.From <= joined[^1].To + 1)
                joined[^1] = joined[^1] with { To = Math.Max(joined[^1].To, range.To) };
            else
                joined.Add(range);
        }

        return joined;
    }

    /// <summary>What joined ranges leave out of the limits.</summary>
    public static IEnumerable<RowRange> Missing(IReadOnlyList<RowRange> joined, RowRange within)
    {
        var next = within.From;
        foreach (var range in joined)
        {
            if (range.From > next)
                yield return new(next, range.From - 1);
            next = range.To + 1;
        }

        if (next <= within.To)
            yield return new(next, within.To);
    }

    /// <summary>How many sequences joined ranges hold.</summary>
    public static long Count(IEnumerable<RowRange> joined) => joined.Sum(r => r.Count);
}
