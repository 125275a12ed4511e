using System.Text;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Letters;

/// <summary>Makes a dead letter a row for the store again, with the collector's own parser.</summary>
internal static class LetterRows
{
    /// <summary>The rows of a letter, or why it has none.</summary>
    public static (NodeBatch? Batch, string? Reason) Read(DeadLetter letter)
    {
        if (!Topics.TryParse(letter.Topic, out var node) || node.Leaf != TopicLeaf.Data)
            return (null, "it did not come on a data topic");
        var text = Encoding.UTF8.GetString(letter.Payload.Span);
        var reason = "it is no chunk";
        // refused by a rule or the store: a chunk of its own; refused by the parser: the bare row
        foreach (var payload in letter.Outbox is null ? [text] : new[]
        {
            text,
            $$"""{"outbox":"{{letter.Outbox}}","readings":[{{text}}]}""",
            $$"""{"outbox":"{{letter.Outbox}}","readings":[],"gaps":[{{text}}]}""",
        })
        {
            try
            {
                var received = WireJson.ReadChunk(Encoding.UTF8.GetBytes(payload));
                if (received.Refused.IsEmpty)
                    return (new(node.Site, node.Node, received.Chunk.Outbox, received.Chunk.Readings, received.Chunk.Gaps), null);
                reason = received.Refused[0].Reason;
            }
            catch (WireException fault)
            {
                if (payload == text)
                    reason = fault.Message;
            }
        }

        return (null, reason);
    }
}
