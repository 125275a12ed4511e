using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// Rows that can never be delivered, kept with their reason in `deadletters/node-000001.jsonl` of the data folder: one JSON object a
/// line, as the collector writes them. A new file begins at 4 MiB; of 16 files the oldest goes.
/// </summary>
internal sealed class NodeDeadLetters(string dataFolder, TimeProvider time)
{
    private const int FileBytes = 4 << 20;
    private const int Files = 16;

    // quotes within the payload stay readable; the file is never part of a page
    private static readonly JsonWriterOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string folder = Path.Combine(dataFolder, "deadletters");

    /// <summary>Appends rows; returns once they are synced to disk.</summary>
    /// <exception cref="IOException">They are not surely on disk.</exception>
    public void Append(string topic, OutboxId outbox, IEnumerable<RefusedRow> rows)
    {
        var lines = new ArrayBufferWriter<byte>();
        lines.Write("\n"u8); // ends a line that a power cut has torn; readers skip empty lines
        foreach (var row in rows)
        {
            using var json = new Utf8JsonWriter(lines, readable);
            json.WriteStartObject();
            json.WriteNumber("at"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteString("topic"u8, topic);
            json.WriteString("outbox"u8, outbox.ToString());
            json.WriteNumber("n"u8, row.N);
            json.WriteString("reason"u8, row.Reason);
            json.WriteString("text"u8, row.Json);
            json.WriteEndObject();
            json.Flush();
            lines.Write("\n"u8);
        }

        Directory.CreateDirectory(folder);
        using var file = new FileStream(NextFile(), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 0);
        file.Seek(0, SeekOrigin.End);
        file.Write(TornAtEnd(file) ? lines.WrittenSpan : lines.WrittenSpan[1..]);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Cuts a row's text to what a dead letter keeps.</summary>
    public static string Cut(string json)
    {
        const int kept = 1024;
        if (Encoding.UTF8.GetByteCount(json) <= kept)
            return json;
        var end = Math.Min(kept, json.Length);
        while (end > 0 && (char.IsHighSurrogate(json[end - 1]) || Encoding.UTF8.GetByteCount(json.AsSpan(0, end)) > kept))
            end--;
        return json[..end];
    }

    private static bool TornAtEnd(FileStream file)
    {
        if (file.Length == 0)
            return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private string NextFile()
    {
        var numbers = new List<int>();
        foreach (var path in Directory.EnumerateFiles(folder, "node-*.jsonl"))
        {
            if (int.TryParse(Path.GetFileName(path.AsSpan())["node-".Length..^".jsonl".Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }

        numbers.Sort();
        var newest = numbers.Count == 0 ? 1 : numbers[^1];
        if (numbers.Count > 0 && new FileInfo(Name(newest)).Length >= FileBytes)
        {
            newest++;
            foreach (var old in numbers.Take(numbers.Count + 1 - Files))
                File.Delete(Name(old));
        }

        return Name(newest);
    }

    private string Name(int number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"node-{number:d6}.jsonl"));
}
