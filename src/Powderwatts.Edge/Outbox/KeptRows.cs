using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Acknowledged rows that are still in the file, so that they can be sent again, in buckets of 10 minutes by the time of their
/// acknowledgement. Immutable.
/// </summary>
internal sealed class KeptRows
{
    /// <summary>The length of a bucket, milliseconds.</summary>
    public const long BucketMs = 600_000;

    private KeptRows(ImmutableSortedDictionary<long, RowSet> buckets)
    {
        Buckets = buckets;
        foreach (var rows in buckets.Values)
            Count += rows.Count;
    }

    public static KeptRows Empty { get; } = new(ImmutableSortedDictionary<long, RowSet>.Empty);

    /// <summary>The rows by the beginning of their bucket, Unix milliseconds.</summary>
    public ImmutableSortedDictionary<long, RowSet> Buckets { get; }

    /// <summary>How many rows.</summary>
    public long Count { get; }

    public static long BucketOf(long now) => now / BucketMs * BucketMs;

    public KeptRows With(long bucket, IEnumerable<RowRange> rows) =>
        new(Buckets.SetItem(bucket, rows.Aggregate(Buckets.GetValueOrDefault(bucket, RowSet.Empty), (set, range) => set.With(range))));

    public KeptRows Without(IReadOnlyCollection<RowRange> rows)
    {
        var left = Buckets.ToBuilder();
        foreach (var (bucket, set) in Buckets)
        {
            var rest = rows.Aggregate(set, (held, range) => held.Without(range));
            if (rest.Count == 0)
                left.Remove(bucket);
            else if (rest.Count != set.Count)
                left[bucket] = rest;
        }

        return new(left.ToImmutable());
    }

    /// <summary>The rows that were acknowledged first, so many.</summary>
    public IEnumerable<RowRange> Oldest(long count)
    {
        foreach (var set in Buckets.Values)
        {
            foreach (var part in set.Take(count))
            {
                count -= part.Count;
                yield return part;
            }

            if (count <= 0)
                yield break;
        }
    }

    /// <summary>The rows whose whole bucket ended before an instant, at most so many.</summary>
    public IEnumerable<RowRange> EndedBefore(long instant, long atMost) =>
        Oldest(Math.Min(atMost, Buckets.TakeWhile(b => b.Key + BucketMs <= instant).Sum(b => b.Value.Count)));

    /// <summary>The parts of it that lie in a range.</summary>
    public IEnumerable<RowRange> Within(RowRange limits) => Buckets.Values.SelectMany(set => set.Within(limits));
}
