using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Powderwatts.Auditing;

/// <summary>Says what an audit found: a table for people, one JSON object for programs.</summary>
internal static class AuditWords
{
    private const int MostRangesShown = 50;

    /// <summary>Writes it.</summary>
    public static void Write(TextWriter output, IReadOnlyList<AuditReport> reports, IReadOnlyList<string> quarantined, string store, bool json)
    {
        if (json)
        {
            output.WriteLine(Json(reports, quarantined, store));
            return;
        }

        foreach (var report in reports)
        {
            Line(output, "committed", report.Highest, $"outbox {report.Outbox}");
            Line(output, "stored", report.Stored, store);
            Line(output, "in the outbox", report.Unacknowledged,
                report.File == Edge.Outbox.OutboxFiles.Current ? "on their way" : $"of {report.File}, sent while the node runs");
            Line(output, "gap rows", report.Dropped, "dropped by the node, and named");
            Line(output, "dead letters", report.DeadLetters, "powderwatts deadletters list");
            Line(output, "left out", report.LeftOut, "older than raw readings are kept");
            Line(output, "missing", report.MissingCount, report.Missing.IsEmpty ? "every committed row is accounted for" : "nowhere:");
            foreach (var range in report.Missing.Take(MostRangesShown))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {range.From} to {range.To}"));
            if (report.Missing.Length > MostRangesShown)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    and {report.Missing.Length - MostRangesShown} ranges more: --json has all"));
        }

        foreach (var file in quarantined)
            output.WriteLine($"damaged: {file}; what it held is not known");
    }

    private static void Line(TextWriter output, string name, long count, string words) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-14}{count,14:N0}   {words}"));

    private static string Json(IReadOnlyList<AuditReport> reports, IReadOnlyList<string> quarantined, string store)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("store"u8, store);
            writer.WriteNumber("missing"u8, reports.Sum(r => r.MissingCount));
            writer.WriteStartArray("damaged"u8);
            foreach (var file in quarantined)
                writer.WriteStringValue(file);
            writer.WriteEndArray();
            writer.WriteStartArray("outboxes"u8);
            foreach (var report in reports)
                Write(writer, report);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, AuditReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("outbox"u8, report.Outbox.ToString());
        writer.WriteString("file"u8, report.File);
        writer.WriteNumber("committed"u8, report.Highest);
        writer.WriteNumber("stored"u8, report.Stored);
        writer.WriteNumber("unacknowledged"u8, report.Unacknowledged);
        writer.WriteNumber("gap_rows"u8, report.Dropped);
        writer.WriteNumber("dead_letters"u8, report.DeadLetters);
        writer.WriteNumber("left_out"u8, report.LeftOut);
        writer.WriteStartArray("missing"u8);
        foreach (var range in report.Missing)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(range.From);
            writer.WriteNumberValue(range.To);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
