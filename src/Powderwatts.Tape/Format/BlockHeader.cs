using System.Buffers.Binary;
using System.IO.Hashing;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>
/// The header of a block: a gzip member's (RFC 1952), with one extra field, `PW`, that lets a reader hop over the block without
/// inflating it. Always 64 bytes; docs/tape.md has the layout.
/// </summary>
/// <param name="Kind">What the block holds.</param>
/// <param name="Nodes">How many of its lines describe a node.</param>
/// <param name="Bytes">The block's size in the file.</param>
/// <param name="Inflated">The size of its lines.</param>
/// <param name="Readings">How many of its lines are readings; the end's: of the whole tape, modulo 2^32.</param>
/// <param name="First">The earliest instant; 0 without readings.</param>
/// <param name="Last">The latest instant; 0 without readings.</param>
/// <param name="Number">The block's number, from 0, rising by one.</param>
/// <param name="Extra">In the end: where the index begins. Else the checksum of the lines, which ties them to this header.</param>
internal readonly record struct BlockHeader(
    BlockKind Kind, ushort Nodes, int Bytes, int Inflated, uint Readings, long First, long Last, uint Number, long Extra)
{
    /// <summary>Of the end of a tape: where its index begins.</summary>
    public long IndexAt => Extra;

    /// <summary>Of all other blocks: the CRC-32 of the lines.</summary>
    public uint Checksum => (uint)Extra;

    /// <summary>Bytes of the header.</summary>
    public const int Size = 64;

    /// <summary>Bytes of gzip's own checksum and size after the lines.</summary>
    public const int TrailerSize = 8;

    /// <summary>Bytes of the end of a tape: a block without lines.</summary>
    public const int EndSize = Size + 2 + TrailerSize;

    private const int ChecksumAt = Size - 4;

    /// <summary>What follows the header of an end: deflate's own end, the checksum and size of nothing.</summary>
    public static ReadOnlySpan<byte> EndRest => [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Deflate, an extra field, no time, no system, 52 bytes of extra field.</summary>
    private static ReadOnlySpan<byte> Gzip => [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 52, 0];

    /// <summary>What every block begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 52, 0, (byte)'P', (byte)'W', 48, 0];

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> output)
    {
        Signature.CopyTo(output);
        output[16] = TapeLimits.Version;
        output[17] = (byte)Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(output[18..], Nodes);
        BinaryPrimitives.WriteInt32LittleEndian(output[20..], Bytes);
        BinaryPrimitives.WriteInt32LittleEndian(output[24..], Inflated);
        BinaryPrimitives.WriteUInt32LittleEndian(output[28..], Readings);
        BinaryPrimitives.WriteInt64LittleEndian(output[32..], First);
        BinaryPrimitives.WriteInt64LittleEndian(output[40..], Last);
        BinaryPrimitives.WriteUInt32LittleEndian(output[48..], Number);
        BinaryPrimitives.WriteInt64LittleEndian(output[52..], Extra);
        BinaryPrimitives.WriteUInt32LittleEndian(output[ChecksumAt..], Crc32.HashToUInt32(output[..ChecksumAt]));
    }

    /// <summary>Reads it. What it says is within the limits, or it is refused.</summary>
    public static BlockFault TryRead(ReadOnlySpan<byte> bytes, out BlockHeader header)
    {
        header = default;
        if (!bytes.StartsWith(Gzip[..3]))
            return BlockFault.NotGzip;
        if (bytes.Length < Size || !bytes.StartsWith(Signature))
            return BlockFault.NotTape;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumAt..]) != Crc32.HashToUInt32(bytes[..ChecksumAt]))
            return BlockFault.Damaged;
        if (bytes[16] != TapeLimits.Version)
            return BlockFault.Version;
        header = new BlockHeader(
            (BlockKind)bytes[17],
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[52..]));
        return header.IsPossible() ? BlockFault.None : BlockFault.Damaged;
    }

    private bool IsPossible() =>
        Kind is BlockKind.Lines or BlockKind.Index or BlockKind.End
        && Bytes is >= EndSize and <= TapeLimits.StoredBlockBytes
        && Inflated is >= 0 and <= TapeLimits.BlockBytes
        && (Readings == 0 ? First == 0 && Last == 0 : First >= 1 && First <= Last && Last <= WireLimits.LastInstant)
        && (Kind != BlockKind.Lines || Readings <= (uint)Inflated)
        && (Kind == BlockKind.End ? Extra > 0 && Inflated == 0 && Bytes == EndSize : Extra is >= 0 and <= uint.MaxValue && Inflated > 0);
}
