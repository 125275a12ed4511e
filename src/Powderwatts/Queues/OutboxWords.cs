using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Queues;

/// <summary>Says what is in an outbox: lines for people, one JSON object for programs.</summary>
internal static class OutboxWords
{
    /// <summary>How it stands.</summary>
    public static void Status(TextWriter output, OutboxReport report, bool json)
    {
        if (json)
        {
            output.WriteLine(Json(writer => Status(writer, report)));
            return;
        }

        Line(output, "written by", report.Process is { } process ? $"process {process}" : "nobody now: the node is not running");
        foreach (var (path, snapshot) in report.Files)
        {
            var isCurrent = Path.GetFileName(path) == OutboxFiles.Current;
            output.WriteLine();
            Line(output, isCurrent ? "outbox" : "set aside", snapshot.Id.ToString());
            Line(output, "file", Path.GetFileName(path));
            Line(output, "committed", snapshot.Highest);
            Line(output, "to deliver", Count(snapshot.Unacknowledged));
            if (snapshot.HeldFrom is { } held)
                Line(output, "waiting", $"{snapshot.Highest - held + 1:N0} of them, for a trusted clock");
            if (snapshot.Dropped.Length > 0)
                Line(output, "gap rows", snapshot.Dropped.Length);
            Line(output, "kept", $"{Number(Count(snapshot.Kept))} acknowledged rows, for outbox resend");
            Line(output, "size", Size(snapshot.Bytes) + (isCurrent ? $" of {Size(report.Limits.MaxBytes)}" : ""));
        }

        foreach (var path in report.Quarantined)
            Line(output, "damaged", Path.GetFileName(path));
    }

    /// <summary>What a check found.</summary>
    public static void Verified(TextWriter output, long rows, IReadOnlyList<(string File, string Fault)> faults, bool json)
    {
        if (json)
        {
            output.WriteLine(Json(writer =>
            {
                writer.WriteNumber("rows"u8, rows);
                writer.WriteStartArray("faults"u8);
                foreach (var (file, fault) in faults)
                {
                    writer.WriteStartObject();
                    writer.WriteString("file"u8, file);
                    writer.WriteString("fault"u8, fault);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }));
            return;
        }

        foreach (var (file, fault) in faults)
            output.WriteLine($"{file}: {fault}");
        output.WriteLine(faults.Count == 0 ? $"{Number(rows)} rows read, nothing is damaged" : $"{Number(rows)} rows, {faults.Count} faults");
    }

    /// <summary>What was asked for.</summary>
    public static void Resent(TextWriter output, long rows, string? process, bool json)
    {
        if (json)
        {
            output.WriteLine(Json(writer => writer.WriteNumber("rows"u8, rows)));
            return;
        }

        output.WriteLine(rows == 0 ? "no acknowledged row of these is kept: nothing to send again"
            : process is null ? $"{Number(rows)} rows will be sent again when the node starts"
            : $"{Number(rows)} rows are sent again by process {process}");
    }

    private static void Status(Utf8JsonWriter writer, OutboxReport report)
    {
        writer.WriteString("data"u8, report.Data);
        writer.WriteString("process"u8, report.Process);
        writer.WriteNumber("max_bytes"u8, report.Limits.MaxBytes);
        writer.WriteStartArray("outboxes"u8);
        foreach (var (path, snapshot) in report.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("file"u8, Path.GetFileName(path));
            writer.WriteString("outbox"u8, snapshot.Id.ToString());
            writer.WriteString("machine"u8, snapshot.Machine);
            writer.WriteNumber("version"u8, snapshot.Version);
            writer.WriteNumber("committed"u8, snapshot.Highest);
            writer.WriteNumber("unacknowledged"u8, Count(snapshot.Unacknowledged));
            writer.WriteNumber("waiting"u8, snapshot.HeldFrom is { } held ? snapshot.Highest - held + 1 : 0);
            writer.WriteNumber("gap_rows"u8, snapshot.Dropped.Length);
            writer.WriteNumber("kept"u8, Count(snapshot.Kept));
            writer.WriteNumber("bytes"u8, snapshot.Bytes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("damaged"u8);
        foreach (var path in report.Quarantined)
            writer.WriteStringValue(Path.GetFileName(path));
        writer.WriteEndArray();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Line(TextWriter output, string name, long value) => Line(output, name, Number(value));

    private static void Line(TextWriter output, string name, string value) => output.WriteLine($"{name,-12}{value}");

    private static long Count(IEnumerable<RowRange> ranges) => ranges.Sum(r => r.Count);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB");
}
