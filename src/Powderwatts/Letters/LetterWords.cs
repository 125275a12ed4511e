using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Powderwatts.Collector.DeadLetters;

namespace Powderwatts.Letters;

/// <summary>Says what dead letters are: a line or a page for people, one JSON object a letter for programs.</summary>
internal static class LetterWords
{
    private const int Width = 79;

    private static readonly JsonWriterOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line of a list.</summary>
    public static string Line(string id, DeadLetter letter, bool done)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{id,-14} {At(letter):MM-dd HH:mm:ss}  {(done ? "stored  " : "")}{Clean(letter.Reason)}");
        return line.Length <= Width ? line : line[..(Width - 3)] + "...";
    }

    /// <summary>Everything about one.</summary>
    public static void Page(TextWriter output, string id, DeadLetter letter, bool done)
    {
        output.WriteLine($"letter   {id}{(done ? "   stored since" : "")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"refused  {At(letter):yyyy-MM-dd HH:mm:ss} UTC"));
        output.WriteLine($"reason   {Clean(letter.Reason)}");
        output.WriteLine($"topic    {Clean(letter.Topic)}");
        if (letter.Outbox is { } outbox)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row      {letter.N} of outbox {Clean(outbox)}"));
        output.WriteLine($"payload  {letter.Payload.Length} bytes{(letter.Payload.Length >= DeadLetter.PayloadBytes ? ", the rest was not kept" : "")}");
        output.WriteLine(Clean(Encoding.UTF8.GetString(letter.Payload.Span)));
    }

    /// <summary>One JSON object on one line.</summary>
    public static string Json(string id, DeadLetter letter, bool done)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, readable))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteBoolean("done"u8, done);
            letter.WriteKeys(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static DateTimeOffset At(DeadLetter letter) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(letter.At, 0, 253_402_300_799_999));

    // a stranger chose these words: nothing in them may steer the terminal
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
