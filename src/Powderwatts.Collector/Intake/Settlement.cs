using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Collector.Intake;

/// <summary>Gathers what was settled for one outbox of one node, and makes as few acknowledgements of it as fit.</summary>
internal sealed class Settlement(string site, string node, OutboxId outbox)
{
    /// <summary>With reasons cut as below these stay under a third of the largest payload.</summary>
    private const int MostRefusals = 500;

    private const int ReasonLength = 120;

    private readonly List<long> stored = [];
    private readonly SortedDictionary<long, string> refused = [];
    private long first = long.MaxValue;
    private long last = long.MinValue;

    public string Topic { get; } = Topics.Ack(site, node);

    /// <summary>A row is in the store.</summary>
    public void Store(long n, long firstT, long lastT)
    {
        stored.Add(n);
        (first, last) = (Math.Min(first, firstT), Math.Max(last, lastT));
    }

    /// <summary>A row is in the dead letters.</summary>
    public void Refuse(long n, string reason) => refused[n] = reason.Length <= ReasonLength ? reason : reason[..ReasonLength];

    /// <summary>The acknowledgements: neighbours are merged into ranges.</summary>
    public IEnumerable<Acknowledgement> Acknowledge()
    {
        stored.Sort();
        var ranges = ImmutableArray.CreateBuilder<RowRange>();
        foreach (var n in stored)
        {
            if (ranges.Count > 0 && n <= ranges[^1].To + 1)
                ranges[^1] = ranges[^1] with { To = n };
            else
                ranges.Add(new(n, n));
        }

        var refusals = new List<Refusal>();
        foreach (var (n, reason) in refused)
        {
            if (refusals.Count > 0 && n == refusals[^1].Rows.To + 1 && reason == refusals[^1].Reason)
                refusals[^1] = refusals[^1] with { Rows = refusals[^1].Rows with { To = n } };
            else
                refusals.Add(new(new(n, n), reason));
        }

        var span = first <= last ? (first, last) : ((long, long)?)null;
        var settled = ranges.ToImmutable();
        if (refusals.Count == 0 && settled.IsEmpty)
            yield break;
        yield return new(outbox, settled, [.. refusals.Take(MostRefusals)], span);
        foreach (var more in refusals.Skip(MostRefusals).Chunk(MostRefusals))
            yield return new(outbox, [], [.. more], null);
    }
}
