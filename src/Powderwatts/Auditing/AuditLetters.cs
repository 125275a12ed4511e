using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Auditing;

/// <summary>The rows of one outbox among dead letters.</summary>
internal sealed class AuditLetters
{
    private readonly SequenceSet rows = new();
    private readonly List<RowRange> dropped = [];

    /// <summary>The rows themselves.</summary>
    public IEnumerable<RowRange> Rows => rows.Ranges();

    /// <summary>What refused gap rows name.</summary>
    public IReadOnlyList<RowRange> Dropped => dropped;

    /// <summary>Reads the dead letters of a data folder.</summary>
    public void Read(string dataFolder, OutboxId outbox)
    {
        var id = outbox.ToString();
        foreach (var (_, letter) in new DeadLetterReader(dataFolder).List())
        {
            if (letter.Outbox != id || letter.N is not { } n || n is < 0 or > WireLimits.LastSequence)
                continue;
            rows.TryAdd(n);
            try
            {
                foreach (var gap in WireJson.ReadChunk(letter.Payload.Span).Chunk.Gaps)
                    dropped.Add(new(gap.From, gap.To));
            }
            catch (WireException)
            {
                // it is here because it breaks the contract; the row itself is accounted for
            }
        }
    }
}
