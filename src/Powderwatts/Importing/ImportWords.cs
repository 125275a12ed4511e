using System.Globalization;
using System.Text;
using System.Text.Json;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Importing;

/// <summary>What an import says at its end.</summary>
internal static class ImportWords
{
    /// <summary>One row or value that is not used.</summary>
    public static string Line(string input, long line, RowFault fault, bool whole) =>
        string.Create(CultureInfo.InvariantCulture, $"{input}:{line}  {(whole ? "refused" : "left out")}  {fault.Reason.Words()}: {fault.Detail}");

    /// <summary>For people. Rows read = rows used + rows refused.</summary>
    public static void Summary(TextWriter words, ImportReport report, string input, string tape, long bytes)
    {
        if (report.Readings > 0)
        {
            words.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{tape}: {Many(report.Readings, "reading")} from {report.RowsUsed} of {report.RowsRead} rows, {UtcText.Seconds(report.First ?? 0)} to {UtcText.Seconds(report.Last ?? 0)}, {bytes} bytes"));
        }
        else
        {
            words.WriteLine(report.RowsRead == 0
                ? $"cannot import '{input}': it holds no rows; is it the right file?"
                : string.Create(CultureInfo.InvariantCulture, $"cannot import '{input}': none of its {report.RowsRead} rows can be used; nothing was written"));
        }

        if (report.RowsRefused > 0)
            Counts(words, $"refused {Many(report.RowsRefused, "row")}:", report.Refused);
        if (report.RowsInPart > 0)
            Counts(words, $"left out of {Many(report.RowsInPart, "used row")}:", report.LeftOut);
        if (report.Missing > 0)
            words.WriteLine($"missing in used rows: {Many(report.Missing, "value")}");
        if (report.Resets > 0)
            words.WriteLine($"counters that began again at 0: {report.Resets}");
        if (report.Rollovers > 0)
            words.WriteLine($"counters that passed their highest value: {report.Rollovers}");
        if (report.Doubled > 0)
        {
            words.WriteLine($"in an hour that the clock showed twice: {Many(report.Doubled, "row")}, told by their order"
                + (report.Assumed > 0 ? $"; {report.Assumed} of them taken for the first pass because no row shortly before tells" : ""));
        }

        if (report.EndsOpen)
            words.WriteLine("the input ends without a line end: its last value may be cut");
        if (report.EndsEarly is { } why)
            words.WriteLine($"the input cannot be unpacked to its end ({why}); what could be is kept");
    }

    /// <summary>For programs.</summary>
    public static string Json(ImportReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("rows_read", report.RowsRead);
            json.WriteNumber("rows_used", report.RowsUsed);
            json.WriteNumber("rows_refused", report.RowsRefused);
            json.WriteNumber("rows_in_part", report.RowsInPart);
            json.WriteNumber("values_missing", report.Missing);
            json.WriteNumber("readings", report.Readings);
            if (report.First is { } first)
                json.WriteNumber("first", first);
            if (report.Last is { } last)
                json.WriteNumber("last", last);
            json.WriteNumber("counter_resets", report.Resets);
            json.WriteNumber("counter_rollovers", report.Rollovers);
            json.WriteNumber("rows_in_doubled_hours", report.Doubled);
            json.WriteNumber("rows_in_doubled_hours_assumed", report.Assumed);
            json.WriteBoolean("ends_open", report.EndsOpen);
            json.WriteBoolean("ends_early", report.EndsEarly is not null);
            Counts(json, "refused", report.Refused);
            Counts(json, "left_out", report.LeftOut);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Counts(TextWriter words, string title, IReadOnlyList<ReasonCount> counts)
    {
        words.WriteLine(title);
        foreach (var count in counts)
            words.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count.Count,9}  {count.Reason.Words()}; first in line {count.FirstLine}: {count.Example}"));
    }

    private static void Counts(Utf8JsonWriter json, string name, IReadOnlyList<ReasonCount> counts)
    {
        json.WriteStartArray(name);
        foreach (var count in counts)
        {
            json.WriteStartObject();
            json.WriteString("reason", count.Reason.Words());
            json.WriteNumber("count", count.Count);
            json.WriteNumber("first_line", count.FirstLine);
            json.WriteString("example", count.Example);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Many(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
