using System.Buffers;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>The lines of an index that no other block has. Reading throws <see cref="WireException"/> and nothing else.</summary>
internal static class IndexJson
{
    private static readonly KeySet blockKeys = new("key", "block", "at", "bytes", "readings", "abouts", "first", "last");

    private static readonly KeySet totalKeys = new("key", "total", "s", "readings", "first", "last");

    /// <summary>Writes a block.</summary>
    public static void WriteBlock(IBufferWriter<byte> output, in BlockEntry block)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteNumber("block"u8, block.Number);
        writer.WriteNumber("at"u8, block.At);
        writer.WriteNumber("bytes"u8, block.Bytes);
        writer.WriteNumber("readings"u8, block.Readings);
        if (block.Nodes > 0)
            writer.WriteNumber("abouts"u8, block.Nodes);
        if (block.Readings > 0)
        {
            writer.WriteNumber("first"u8, block.First);
            writer.WriteNumber("last"u8, block.Last);
        }

        WireWriter.End(writer);
    }

    /// <summary>Reads a block.</summary>
    public static BlockEntry ReadBlock(ReadOnlySpan<byte> line)
    {
        var reader = new StrictReader(line);
        var (number, at, bytes, readings, nodes, first, last) = (0L, 0L, 0L, 0L, 0L, 0L, 0L);
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(blockKeys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: number = reader.Integer("block", 0, TapeLimits.Blocks); break;
                case 1: at = reader.Integer("at", 0, long.MaxValue); break;
                case 2: bytes = reader.Integer("bytes", BlockHeader.EndSize, TapeLimits.StoredBlockBytes); break;
                case 3: readings = reader.Integer("readings", 0, TapeLimits.BlockBytes); break;
                case 4: nodes = reader.Integer("abouts", 1, ushort.MaxValue); break;
                case 5: first = reader.Instant("first"); break;
                default: last = reader.Instant("last"); break;
            }
        }

        reader.End();
        blockKeys.Require(seen, readings > 0 ? 0b110_1111u : 0b1111u);
        if (readings == 0 ? (first, last) != (0, 0) : first > last)
            throw StrictReader.Fault("first", "does not go with readings and last");
        return new BlockEntry(at, (int)bytes, (uint)number, (uint)readings, (ushort)nodes, first, last);
    }

    /// <summary>Writes a sensor's total.</summary>
    public static void WriteTotal(IBufferWriter<byte> output, TapeSensorTotal total)
    {
        var writer = WireWriter.Begin(output);
        writer.WriteString("total"u8, total.Node);
        writer.WriteString("s"u8, total.Sensor);
        writer.WriteNumber("readings"u8, total.Readings);
        writer.WriteNumber("first"u8, total.First);
        writer.WriteNumber("last"u8, total.Last);
        WireWriter.End(writer);
    }

    /// <summary>Reads a sensor's total.</summary>
    public static TapeSensorTotal ReadTotal(ReadOnlySpan<byte> line)
    {
        var reader = new StrictReader(line);
        var (node, sensor, readings, first, last) = ("", "", 0L, 0L, 0L);
        uint seen = 0;
        int key;
        while ((key = reader.NextKey(totalKeys, ref seen)) >= 0)
        {
            switch (key)
            {
                case 0: node = reader.Id("total"); break;
                case 1: sensor = reader.Id("s"); break;
                case 2: readings = reader.Integer("readings", 1, WireLimits.LastSequence); break;
                case 3: first = reader.Instant("first"); break;
                default: last = reader.Instant("last"); break;
            }
        }

        reader.End();
        totalKeys.Require(seen, 0b1_1111);
        return first <= last ? new TapeSensorTotal(node, sensor, readings, first, last)
            : throw StrictReader.Fault("first", "later than last");
    }
}
