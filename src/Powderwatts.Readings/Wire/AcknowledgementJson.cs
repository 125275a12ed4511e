using System.Buffers;
using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>An acknowledgement as JSON.</summary>
internal static class AcknowledgementJson
{
    private static readonly KeySet keys = new("key", "outbox", "stored", "refused", "span");

    /// <summary>Writes it.</summary>
    public static void Write(IBufferWriter<byte> output, Acknowledgement acknowledgement)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteString("outbox"u8, acknowledgement.Outbox.ToString());
        writer.WriteStartArray("stored"u8);
        foreach (var rows in acknowledgement.Stored)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(rows.From);
            writer.WriteNumberValue(rows.To);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("refused"u8);
        foreach (var refusal in acknowledgement.Refused)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(refusal.Rows.From);
            writer.WriteNumberValue(refusal.Rows.To);
            writer.WriteStringValue(refusal.Reason.Length > 0 ? WireText.Clean(refusal.Reason, WireLimits.TextLength) : "refused");
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        if (acknowledgement.Span is { } span)
        {
            writer.WriteStartArray("span"u8);
            writer.WriteNumberValue(span.First);
            writer.WriteNumberValue(span.Last);
            writer.WriteEndArray();
        }

        WireWriter.End(writer);
    }

    /// <summary>Reads it.</summary>
    public static Acknowledgement Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new StrictReader(utf8);
        var stored = ImmutableArray.CreateBuilder<RowRange>();
        var refused = ImmutableArray.CreateBuilder<Refusal>();
        var outbox = default(OutboxId);
        (long First, long Last)? span = null;
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(keys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0:
                    outbox = reader.Outbox("outbox");
                    break;
                case 1:
                    reader.OpenArray("stored");
                    while (reader.NextArray("stored"))
                    {
                        stored.Add(ReadRows(ref reader, "stored"));
                        reader.CloseArray("stored");
                    }

                    break;
                case 2:
                    reader.OpenArray("refused");
                    while (reader.NextArray("refused"))
                    {
                        refused.Add(new Refusal(ReadRows(ref reader, "refused"), reader.Text("refused", WireLimits.TextLength)));
                        reader.CloseArray("refused");
                    }

                    break;
                default:
                    span = reader.Span("span");
                    break;
            }
        }

        reader.End();
        keys.Require(seen, 0b111);
        return new Acknowledgement(outbox, stored.DrainToImmutable(), refused.DrainToImmutable(), span);
    }

    private static RowRange ReadRows(ref StrictReader reader, string key)
    {
        var rows = new RowRange(reader.Integer(key, 1, WireLimits.LastSequence), reader.Integer(key, 1, WireLimits.LastSequence));
        return rows.From <= rows.To ? rows : throw StrictReader.Fault(key, $"{rows.From} is above {rows.To}");
    }
}
