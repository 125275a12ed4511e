using System.Collections.Immutable;

namespace Powderwatts.Store.Answers;

/// <summary>Gathers rising values into buckets that begin at multiples of their width.</summary>
internal sealed class HistoryBuckets(long bucketMs)
{
    private readonly ImmutableArray<HistoryBucket>.Builder buckets = ImmutableArray.CreateBuilder<HistoryBucket>();
    private long start;
    private long end = long.MinValue;
    private double min;
    private double max;
    private double sum;
    private double last;
    private long count;

    public void Add(long t, double value)
    {
        if (t >= end)
        {
            Close();
            start = t - ((t % bucketMs + bucketMs) % bucketMs);
            end = start + bucketMs;
            (min, max, sum, count) = (value, value, 0, 0);
        }

        min = Math.Min(min, value);
        max = Math.Max(max, value);
        sum += value;
        last = value;
        count++;
    }

    public ImmutableArray<HistoryBucket> ToImmutable()
    {
        Close();
        count = 0;
        return buckets.DrainToImmutable();
    }

    private void Close()
    {
        if (count > 0)
            buckets.Add(new(start, min, sum / count, max, last, count));
    }
}
