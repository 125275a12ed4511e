using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Powderwatts.Tape.Format;

/// <summary>Gathers the lines of one block and presses them. Used again for the next.</summary>
internal sealed class BlockBuilder(CompressionLevel level) : IDisposable
{
    private readonly ArrayBufferWriter<byte> lines = new(96 * 1024);
    private readonly MemoryStream block = new();
    private ushort nodes;
    private uint readings;
    private long first;
    private long last;

    /// <summary>Takes the bytes of the line that is being written.</summary>
    public IBufferWriter<byte> Line => lines;

    /// <summary>Bytes of the lines so far.</summary>
    public int Bytes => lines.WrittenCount;

    /// <summary>What was written from this place on.</summary>
    public ReadOnlySpan<byte> Written(int from) => lines.WrittenSpan[from..];

    /// <summary>Takes back what was written from this place on.</summary>
    public void CutTo(int length)
    {
        var kept = lines.WrittenSpan[..length].ToArray();
        lines.ResetWrittenCount();
        lines.Write(kept);
    }

    /// <summary>Ends a line.</summary>
    public void EndLine()
    {
        lines.GetSpan(1)[0] = (byte)'\n';
        lines.Advance(1);
    }

    /// <summary>The line just ended is a reading of this instant.</summary>
    public void CountReading(long instant)
    {
        (first, last) = readings == 0 ? (instant, instant) : (Math.Min(first, instant), Math.Max(last, instant));
        readings++;
    }

    /// <summary>The line just ended describes a node.</summary>
    public void CountNode() => nodes++;

    /// <summary>Presses the lines. The bytes are good until the next call.</summary>
    public ReadOnlySpan<byte> Finish(BlockKind kind, uint number, out BlockHeader header)
    {
        header = new BlockHeader(kind, nodes, 0, lines.WrittenCount, readings, first, last, number, 0);
        var bytes = Press(ref header);
        lines.ResetWrittenCount();
        (nodes, readings, first, last) = (0, 0, 0, 0);
        return bytes;
    }

    /// <summary>The end of a tape, with the tape's totals. No lines may be waiting.</summary>
    public ReadOnlySpan<byte> End(BlockHeader end) => Press(ref end);

    /// <inheritdoc/>
    public void Dispose() => block.Dispose();

    private ReadOnlySpan<byte> Press(scoped ref BlockHeader header)
    {
        block.SetLength(BlockHeader.Size);
        block.Position = BlockHeader.Size;
        if (lines.WrittenCount == 0)
        {
            block.Write([3, 0]); // deflate's own end; DeflateStream writes nothing for nothing
        }
        else
        {
            using var deflate = new DeflateStream(block, level, leaveOpen: true);
            deflate.Write(lines.WrittenSpan);
        }

        Span<byte> trailer = stackalloc byte[BlockHeader.TrailerSize];
        var checksum = Crc32.HashToUInt32(lines.WrittenSpan);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, checksum);
        BinaryPrimitives.WriteInt32LittleEndian(trailer[4..], lines.WrittenCount);
        block.Write(trailer);
        header = header with { Bytes = (int)block.Length, Extra = header.Kind == BlockKind.End ? header.IndexAt : checksum };
        var bytes = block.GetBuffer().AsSpan(0, (int)block.Length);
        header.Write(bytes);
        return bytes;
    }
}
