using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Powderwatts.Collector.DeadLetters;

/// <summary>One kind of dead letters: appends to its newest file, begins a new one when that is full, and drops the oldest.</summary>
internal sealed class DeadLetterFile(string folder, string kind, int fileBytes, long totalBytes)
{
    private static readonly JsonWriterOptions readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> lines = new(4096);

    /// <summary>Letters dropped because the limit was reached.</summary>
    public long Dropped { get; private set; }

    /// <summary>Appends letters; returns once they are synced to disk.</summary>
    /// <exception cref="IOException">They are not on disk, or not surely.</exception>
    public void Append(IEnumerable<DeadLetter> letters)
    {
        Directory.CreateDirectory(folder);
        lines.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(lines, readable))
        {
            foreach (var letter in letters)
            {
                letter.Write(json);
                json.Flush();
                json.Reset();
                lines.Write("\n"u8);
            }
        }

        var numbers = DeadLetterFolder.Numbers(folder, kind);
        var number = numbers.Count == 0 ? 1 : numbers[^1];
        var newest = new FileInfo(DeadLetterFolder.File(folder, kind, number));
        if (newest.Exists && newest.Length + lines.WrittenCount > fileBytes && newest.Length > 0)
            number++;

        // on ext4, xfs and btrfs the sync of a new file also makes its name in the folder durable
        using var file = new FileStream(DeadLetterFolder.File(folder, kind, number), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 0);
        EndTornLine(file);
        file.Write(lines.WrittenSpan);
        file.Flush(flushToDisk: true);
        DropOldest();
    }

    /// <summary>A power cut may have left half a line: end it, so that it costs itself only.</summary>
    private static void EndTornLine(FileStream file)
    {
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n')
                file.WriteByte((byte)'\n');
        }

        file.Seek(0, SeekOrigin.End);
    }

    private void DropOldest()
    {
        var files = DeadLetterFolder.Numbers(folder, kind).ConvertAll(n => new FileInfo(DeadLetterFolder.File(folder, kind, n)));
        var total = files.Sum(f => f.Length);
        foreach (var oldest in files.SkipLast(1).TakeWhile(f => total > totalBytes))
        {
            total -= oldest.Length;
            Dropped += File.ReadLines(oldest.FullName).LongCount();
            oldest.Delete();
        }
    }
}
