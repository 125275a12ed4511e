using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Powderwatts.Doctor;

/// <summary>Says what was found: lines of at most 79 characters for people, one JSON object for programs.</summary>
internal static class FindingWords
{
    private const int Width = 79;
    private const int Indent = 11;

    private static readonly JsonWriterOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Finding> findings, bool json)
    {
        if (json)
        {
            output.WriteLine(Json(findings));
            return;
        }

        foreach (var finding in findings)
        {
            Lines(output, $"  {Mark(finding.State)} {finding.What,-7}", finding.Text);
            if (finding.Fix is { } fix)
                Lines(output, new string(' ', Indent), "fix: " + fix);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {Count(findings, FindingState.Passed)} passed, {Count(findings, FindingState.Warning)} to look at, {Count(findings, FindingState.Failed)} failed"));
    }

    private static int Count(IEnumerable<Finding> findings, FindingState state) => findings.Count(f => f.State == state);

    private static string Mark(FindingState state) => state switch
    {
        FindingState.Passed => "✔",
        FindingState.Warning => "!",
        _ => "✘",
    };

    // broken between words; a word longer than a line (a path) stands alone, whole, so that it can be copied
    private static void Lines(TextWriter output, string head, string text)
    {
        var line = new StringBuilder(head);
        var empty = true;
        foreach (var word in text.Split(' '))
        {
            if (!empty && line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line.Clear().Append(' ', Indent);
                empty = true;
            }

            if (!empty)
                line.Append(' ');
            line.Append(word);
            empty = false;
        }

        output.WriteLine(line);
    }

    private static string Json(IReadOnlyList<Finding> findings)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, readable))
        {
            writer.WriteStartObject();
            writer.WriteNumber("failed"u8, Count(findings, FindingState.Failed));
            writer.WriteStartArray("findings"u8);
            foreach (var finding in findings)
            {
                writer.WriteStartObject();
                writer.WriteString("state"u8, finding.State switch { FindingState.Passed => "passed", FindingState.Warning => "warning", _ => "failed" });
                writer.WriteString("what"u8, finding.What);
                writer.WriteString("text"u8, finding.Text);
                if (finding.Fix is { } fix)
                    writer.WriteString("fix"u8, fix);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
