using System.Buffers;
using System.IO.Compression;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store.Influx;

/// <summary>Lines for one database, each knowing the row that it came from. Used again after <see cref="Clear"/>.</summary>
internal sealed class LineBatch : IDisposable
{
    /// <summary>The most lines of one request.</summary>
    public const int MostLines = 5000;

    /// <summary>The most bytes of one request, before it is compressed.</summary>
    public const int MostBytes = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> text = new(64 * 1024);
    private readonly MemoryStream compressed = new(64 * 1024);
    private readonly List<(int End, int Batch, long N)> lines = [];
    private int longestLine;

    /// <summary>How many lines it holds.</summary>
    public int Count => lines.Count;

    /// <summary>Would one more line be too much?</summary>
    /// <param name="mostBytes">What the server is known to take.</param>
    public bool IsFull(int mostBytes) => lines.Count >= MostLines || (lines.Count > 0 && text.WrittenCount + longestLine > mostBytes);

    /// <summary>Forgets the lines.</summary>
    public void Clear()
    {
        text.ResetWrittenCount();
        lines.Clear();
    }

    /// <summary>Adds a reading.</summary>
    /// <exception cref="FormatException">A name that line protocol cannot carry; nothing was added.</exception>
    public void Add(int batch, NodeBatch rows, in Numbered row)
    {
        LineProtocol.Write(text, rows.Site, rows.Node, rows.Outbox.First12, in row);
        Added(batch, row.N);
    }

    /// <summary>Adds the point of one sensor of a gap row.</summary>
    /// <exception cref="FormatException">A name that line protocol cannot carry; nothing was added.</exception>
    public void Add(int batch, NodeBatch rows, Gap gap, string sensor)
    {
        LineProtocol.Write(text, rows.Site, rows.Node, rows.Outbox.First12, gap, sensor);
        Added(batch, gap.N);
    }

    /// <summary>The row behind a line.</summary>
    public (int Batch, long N) RowOf(int line) => (lines[line].Batch, lines[line].N);

    /// <summary>Bytes of a run of lines.</summary>
    public int Bytes(int first, int count) => End(first + count) - End(first);

    /// <summary>A run of lines, gzip. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Compress(int first, int count)
    {
        compressed.SetLength(0);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(text.WrittenSpan[End(first)..End(first + count)]);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    public void Dispose() => compressed.Dispose();

    private void Added(int batch, long n)
    {
        longestLine = Math.Max(longestLine, text.WrittenCount - End(lines.Count));
        lines.Add((text.WrittenCount, batch, n));
    }

    private int End(int line) => line == 0 ? 0 : lines[line - 1].End;
}
