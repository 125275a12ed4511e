using System.Text;
using System.Text.Json;

namespace Powderwatts.Collector.DeadLetters;

/// <summary>Something that was refused for good, kept with its reason.</summary>
/// <param name="At">When it was refused, Unix milliseconds.</param>
/// <param name="Topic">The topic that it came on.</param>
/// <param name="Outbox">The outbox that numbered it; null when it could not be read.</param>
/// <param name="N">Its outbox sequence; null for a whole payload.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Payload">Its bytes, cut at <see cref="PayloadBytes"/>.</param>
public sealed record DeadLetter(long At, string Topic, string? Outbox, long? N, string Reason, ReadOnlyMemory<byte> Payload)
{
    /// <summary>How much of a payload is kept.</summary>
    public const int PayloadBytes = 1024;

    /// <summary>Topics and reasons are cut here: a stranger chose them.</summary>
    internal const int TextLength = 500;

    /// <summary>Writes it as one line of JSON without the line's end.</summary>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteKeys(json);
        json.WriteEndObject();
    }

    /// <summary>Writes its keys into an object that was begun. The payload is text when it is UTF-8, else base64.</summary>
    public void WriteKeys(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteNumber("at"u8, At);
        json.WriteString("topic"u8, Cut(Topic));
        if (Outbox is not null)
            json.WriteString("outbox"u8, Outbox);
        if (N is { } n)
            json.WriteNumber("n"u8, n);
        json.WriteString("reason"u8, Cut(Reason));
        var bytes = Payload.Span[..Math.Min(Payload.Length, PayloadBytes)];
        var text = WholeCharacters(bytes);
        if (System.Text.Unicode.Utf8.IsValid(text))
            json.WriteString("text"u8, text);
        else
            json.WriteBase64String("base64"u8, bytes);
    }

    /// <summary>Reads one line; null when it is damaged.</summary>
    internal static DeadLetter? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            long? at = null;
            long? n = null;
            string? topic = null, outbox = null, reason = null;
            byte[] payload = [];
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var key = json.GetString();
                json.Read();
                switch (key)
                {
                    case "at": at = json.GetInt64(); break;
                    case "topic": topic = json.GetString(); break;
                    case "outbox": outbox = json.GetString(); break;
                    case "n": n = json.GetInt64(); break;
                    case "reason": reason = json.GetString(); break;
                    case "text": payload = json.GetString() is { } text ? Encoding.UTF8.GetBytes(text) : throw new FormatException("text is null"); break;
                    case "base64": payload = json.GetBytesFromBase64(); break;
                    default: json.Skip(); break;
                }
            }

            return at is null || topic is null || reason is null ? null : new(at.Value, topic, outbox, n, reason, payload);
        }
        catch (Exception damage) when (damage is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Cut(string text) => text.Length <= TextLength ? text : text[..TextLength];

    /// <summary>Drops a character that the cut went through, so that a cut text is still text.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PayloadBytes)
            return bytes;
        for (var back = 1; back <= 4; back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            return length > back ? bytes[..^back] : bytes;
        }

        return bytes;
    }
}
