using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// The packed body of a row, little endian. A reading: head (quality in bits 0 to 6), source (varint), instant (zigzag varint),
/// mask of quantities (2 bytes), then 8 bytes a value: numbers stay exact. A gap: head 0x80, origin, ranges and names.
/// </summary>
internal static class RowCodec
{
    /// <summary>Bytes that the longest reading takes.</summary>
    public const int MaxReadingBytes = 1 + 10 + 10 + 2 + (8 * Quantities.Count);

    private const byte GapHead = 0x80;

    public static bool IsGap(ReadOnlySpan<byte> body) => !body.IsEmpty && body[0] == GapHead;

    /// <summary>Packs a reading; its source is kept apart under a number.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(in Reading reading, int source, Span<byte> body)
    {
        var at = 0;
        body[at++] = (byte)reading.Quality;
        at += WriteVarint((ulong)source, body[at..]);
        at += WriteVarint(ZigZag(reading.T), body[at..]);
        BinaryPrimitives.WriteUInt16LittleEndian(body[at..], reading.Values.Mask);
        at += 2;
        for (uint mask = reading.Values.Mask; mask != 0; mask &= mask - 1)
        {
            reading.Values.TryGet((Quantity)BitOperations.TrailingZeroCount(mask), out var value);
            BinaryPrimitives.WriteDoubleLittleEndian(body[at..], value);
            at += 8;
        }

        return at;
    }

    /// <summary>The number of the source that a packed reading refers to.</summary>
    public static int SourceOf(ReadOnlySpan<byte> body)
    {
        var at = 1;
        var source = ReadVarint(body, ref at);
        return source <= int.MaxValue ? (int)source : throw new FormatException("a row of the outbox names no source");
    }

    /// <summary>Unpacks a reading.</summary>
    /// <exception cref="FormatException">The bytes are no reading.</exception>
    public static Reading Read(ReadOnlySpan<byte> body, in RowSource source)
    {
        var at = 1;
        ReadVarint(body, ref at);
        var t = UnZigZag(ReadVarint(body, ref at));
        if (body.Length < at + 2)
            throw new FormatException("a row of the outbox is too short");
        uint mask = BinaryPrimitives.ReadUInt16LittleEndian(body[at..]);
        at += 2;
        if (mask >= 1 << Quantities.Count || body.Length != at + (8 * BitOperations.PopCount(mask)))
            throw new FormatException("a row of the outbox has the wrong length");
        var values = default(QuantityValues);
        for (; mask != 0; mask &= mask - 1)
        {
            var value = BinaryPrimitives.ReadDoubleLittleEndian(body[at..]);
            if (!double.IsFinite(value))
                throw new FormatException("a row of the outbox holds a value that is no number");
            values[(Quantity)BitOperations.TrailingZeroCount(mask)] = value;
            at += 8;
        }

        return new Reading(source.Sensor, t, values)
        {
            Quality = (Quality)body[0],
            Origin = source.Origin,
            IntervalS = source.IntervalS,
            EnergyFrom = source.EnergyFrom,
        };
    }

    /// <summary>Packs a gap row.</summary>
    public static byte[] Write(Gap gap)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(GapHead);
        writer.Write((byte)gap.Origin);
        writer.Write(gap.From);
        writer.Write(gap.To);
        writer.Write(gap.FirstT);
        writer.Write(gap.LastT);
        writer.Write(gap.Why);
        writer.Write7BitEncodedInt(gap.Sensors.Length);
        foreach (var sensor in gap.Sensors)
            writer.Write(sensor);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Unpacks a gap row.</summary>
    /// <exception cref="FormatException">The bytes are no gap row.</exception>
    public static Gap ReadGap(byte[] body, long n)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(body, 1, body.Length - 1), Encoding.UTF8);
            var origin = (Origin)reader.ReadByte();
            if (!Enum.IsDefined(origin))
                throw new FormatException("a gap row of the outbox has no origin");
            var (from, to, firstT, lastT) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
            var why = reader.ReadString();
            var count = reader.Read7BitEncodedInt();
            var sensors = ImmutableArray.CreateBuilder<string>();
            for (var i = 0; i < count; i++)
                sensors.Add(reader.ReadString());
            return new Gap(n, from, to, firstT, lastT, sensors.DrainToImmutable(), why, origin);
        }
        catch (IOException e)
        {
            throw new FormatException("a gap row of the outbox ends too early or holds a text of no length", e);
        }
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static int WriteVarint(ulong value, Span<byte> output)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            output[at++] = (byte)(value | 0x80);
        output[at++] = (byte)value;
        return at;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> body, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < body.Length; shift += 7)
        {
            var part = body[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        throw new FormatException("a row of the outbox ends within a number");
    }
}
