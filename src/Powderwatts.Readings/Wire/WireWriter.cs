using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Powderwatts.Readings.Wire;

/// <summary>One JSON writer a thread, used again for every payload.</summary>
internal static class WireWriter
{
    // the payloads are read as JSON, never as HTML, so a degree sign may stay a degree sign
    private static readonly JsonWriterOptions options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? kept;

    /// <summary>Begins a payload.</summary>
    public static Utf8JsonWriter Begin(IBufferWriter<byte> output)
    {
        var writer = kept ?? new Utf8JsonWriter(output, options);
        kept = null;
        writer.Reset(output);
        writer.WriteStartObject();
        return writer;
    }

    /// <summary>Ends it.</summary>
    public static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.Flush();
        writer.Reset(Nowhere.Output); // lets go of the caller's buffer
        kept = writer;
    }

    /// <summary>Writes a text cut and cleaned to what a reader accepts; nothing when there is none.</summary>
    public static void WriteText(this Utf8JsonWriter writer, ReadOnlySpan<byte> key, string? text, int most = WireLimits.TextLength)
    {
        if (!string.IsNullOrEmpty(text))
            writer.WriteString(key, WireText.Clean(text, most));
    }

    private sealed class Nowhere : IBufferWriter<byte>
    {
        public static readonly Nowhere Output = new();

        public void Advance(int count) => throw new InvalidOperationException("no payload has begun");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("no payload has begun");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("no payload has begun");
    }
}
