using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Powderwatts.Tape.Format;

/// <summary>Reads one block whole and checks it before any of its lines is looked at. Its two buffers are used again.</summary>
internal sealed class BlockReader(TapeSource source)
{
    private byte[] stored = [];
    private byte[] inflated = [];

    /// <summary>Reads the block at a place.</summary>
    /// <param name="at">Where it begins.</param>
    /// <param name="header">Its header.</param>
    /// <param name="lines">Its lines, good until the next call.</param>
    /// <returns>Null, or why it cannot be read.</returns>
    public string? TryRead(long at, out BlockHeader header, out ReadOnlyMemory<byte> lines)
    {
        lines = default;
        var fault = source.ReadHeader(at, out header);
        if (fault != BlockFault.None)
            return "the block's header is damaged";
        if (header.Bytes > source.Length - at)
            return "the file ends in the block";
        if (stored.Length < header.Bytes)
            stored = new byte[Room(header.Bytes)];
        if (source.Read(at, stored.AsSpan(0, header.Bytes)).Length < header.Bytes)
            return "the file ends in the block";
        if (inflated.Length < header.Inflated + 1)
            inflated = new byte[Room(header.Inflated + 1)];
        var trailer = stored.AsSpan(header.Bytes - BlockHeader.TrailerSize);
        if (BinaryPrimitives.ReadInt32LittleEndian(trailer[4..]) != header.Inflated)
            return "the block's size is not that of its header";
        // one byte of room more than it may take: what is larger than it says is found out there, not in memory
        var length = Inflate(header.Bytes - BlockHeader.Size - BlockHeader.TrailerSize, inflated.AsSpan(0, header.Inflated + 1));
        if (length != header.Inflated)
            return length < 0 ? "the block is damaged" : "the block's size is not that of its header";
        if (Crc32.HashToUInt32(inflated.AsSpan(0, length)) != BinaryPrimitives.ReadUInt32LittleEndian(trailer))
            return "the block's checksum is wrong";
        if (header.Kind != BlockKind.End && header.Checksum != BinaryPrimitives.ReadUInt32LittleEndian(trailer))
            return "the block's lines are not those of its header";
        if (length > 0 && inflated[length - 1] != '\n')
            return "the block's last line has no end";
        lines = inflated.AsMemory(0, length);
        return null;
    }

    /// <summary>Somewhat more than asked for: blocks are of about the same size, and the next should fit too.</summary>
    private static int Room(int bytes) => Math.Max(bytes + (bytes / 4), 4096);

    private int Inflate(int bytes, Span<byte> output)
    {
        using var input = new MemoryStream(stored, BlockHeader.Size, bytes, writable: false);
        using var deflate = new DeflateStream(input, CompressionMode.Decompress);
        try
        {
            return deflate.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            return -1;
        }
    }
}
