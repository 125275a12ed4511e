using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>Which sequences came, rising, of a damaged outbox, which did not, and between which instants those were taken.</summary>
/// <param name="settled">Sequences that need not be sent any more: they are not lost.</param>
internal sealed class RescuedSequences(RowSet settled)
{
    private const int MostGaps = 100;

    private readonly SortedDictionary<Origin, Seen> origins = [];
    private readonly List<Break> breaks = [];
    private readonly HashSet<(Origin, long)> named = []; // a gap row is known by its origin and its first instant
    private RowSet held = RowSet.Empty;
    private RowRange run = new(1, 0);

    /// <summary>The highest sequence.</summary>
    public long Highest { get; private set; }

    /// <summary>Those that came; after <see cref="End"/>.</summary>
    public RowSet Held => held;

    /// <summary>Those that are lost, rising ranges.</summary>
    public ImmutableArray<RowRange> Lost => [.. breaks.Select(b => b.Rows)];

    /// <summary>The next row that could be read.</summary>
    public void Add(long n, Reading? reading, Gap? gap)
    {
        Miss(n - 1);
        run = run with { To = n };
        Highest = n;
        if (gap is not null)
            named.Add((gap.Origin, gap.FirstT));
        if (reading is not { } r)
            return;
        if (!origins.TryGetValue(r.Origin, out var seen))
            origins[r.Origin] = seen = new Seen(r.T);
        seen.LastT = r.T;
        seen.Sensors.Add(r.Sensor);
        for (; seen.Followed < breaks.Count; seen.Followed++)
            breaks[seen.Followed].After[r.Origin] = r.T;
    }

    /// <summary>There are no more.</summary>
    /// <param name="highest">The highest sequence that was given out, as far as it is known.</param>
    public void End(long highest)
    {
        Highest = Math.Max(Highest, highest);
        Miss(Highest);
        held = held.With(run);
    }

    /// <summary>Gap rows for what is lost, numbered from above the highest: one a range and origin. None where no instant is known.</summary>
    public IEnumerable<Gap> Gaps()
    {
        if (breaks.Count == 0)
            yield break;
        IReadOnlyList<Break> ranges = breaks.Count <= MostGaps ? breaks : [new Break(new RowRange(breaks[0].Rows.From, breaks[^1].Rows.To), breaks[0].Before, breaks[^1].After)];
        var n = Highest;
        foreach (var (origin, seen) in origins)
        {
            foreach (var range in ranges)
            {
                // from the last row before it to the first after it: the rows between were taken then
                var (before, after) = (range.Before.GetValueOrDefault(origin, seen.FirstT), range.After.GetValueOrDefault(origin, seen.LastT));
                var first = Math.Min(before, after);
                while (!named.Add((origin, first)))
                    first++; // the same instant would make it one gap row with another
                yield return new Gap(++n, range.Rows.From, range.Rows.To, first, Math.Max(first, Math.Max(before, after)), [.. seen.Sensors], Rescue.OutboxDamaged, origin);
            }
        }
    }

    private void Miss(long upTo)
    {
        if (upTo <= run.To)
            return;
        foreach (var rows in settled.Ranges.Aggregate(RowSet.Of(new RowRange(run.To + 1, upTo)), (set, range) => set.Without(range)).Ranges)
            breaks.Add(new Break(rows, origins.ToDictionary(o => o.Key, o => o.Value.LastT), []));
        held = held.With(run);
        run = new RowRange(upTo + 1, upTo);
    }

    private sealed record Break(RowRange Rows, Dictionary<Origin, long> Before, Dictionary<Origin, long> After);

    private sealed class Seen(long firstT)
    {
        public long FirstT => firstT;

        public long LastT { get; set; }

        public SortedSet<string> Sensors { get; } = new(StringComparer.Ordinal);

        /// <summary>The breaks that a row has followed.</summary>
        public int Followed { get; set; }
    }
}
