using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>Goes through the lines of a tape's blocks. What cannot be read is passed over and noted.</summary>
internal sealed class LineCursor(TapeSource source, TapeMap map, DamageLog damages)
{
    private readonly BlockReader reader = new(source);
    private readonly SensorNames nodes = new(TapeLimits.Nodes);
    private readonly SensorNames sensors = new(TapeLimits.Sensors);
    private int next;
    private ReadOnlyMemory<byte> lines;
    private int offset;
    private int line;
    private int badLines;
    private BlockEntry block;
    private (uint Readings, long First, long Last) found;

    /// <summary>Goes to the beginning of a block.</summary>
    public void GoTo(int place)
    {
        (next, lines, offset, line) = (place, default, 0, 0);
    }

    /// <summary>The next reading or, if <paramref name="node"/> is set, the next description.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="node">The description.</param>
    /// <param name="wanted">Which blocks to read; the others are passed over.</param>
    /// <returns>False at the end of the tape.</returns>
    public bool TryNext(out TapeReading reading, out TapeNode? node, Func<BlockEntry, bool>? wanted = null)
    {
        (reading, node) = (default, null);
        while (true)
        {
            while (offset == lines.Length)
            {
                if (!TryOpenNext(wanted))
                    return false;
            }

            var rest = lines.Span[offset..];
            var length = rest.IndexOf((byte)'\n'); // there is one: the block was checked
            offset += length + 1;
            line++;
            if (TryRead(rest[..length], out reading, out node))
                return true;
        }
    }

    private bool TryRead(ReadOnlySpan<byte> text, out TapeReading reading, out TapeNode? node)
    {
        (reading, node) = (default, null);
        try
        {
            switch (LineJson.KindOf(text))
            {
                case LineKind.Reading:
                    reading = LineJson.ReadReading(text, nodes, sensors);
                    Count(reading.Reading.T);
                    CheckAtEnd();
                    return true;
                case LineKind.Node:
                    node = LineJson.ReadNode(text);
                    CheckAtEnd();
                    return true;
                case LineKind.Header when block.Number == 0 && line == 1:
                    if (LineJson.ReadHeader(text) != map.Header with { Nodes = [] })
                        throw new WireException("the index says something else of the tape than its first line");
                    break;
                default:
                    throw new WireException("the line is none of a tape's");
            }
        }
        catch (WireException fault)
        {
            damages.Add(new TapeDamage(block.At, line, null, fault.Message));
            // each costs an exception, and 4 MiB of them press into 4 KiB
            if (++badLines == TapeLimits.BadLines)
            {
                damages.Add(new TapeDamage(block.At, line + 1, null, $"{badLines} lines of the block are bad; the rest of it is not read"));
                offset = lines.Length;
                return false;
            }
        }

        CheckAtEnd();
        return false;
    }

    private void Count(long t) =>
        found = found.Readings == 0 ? (1, t, t) : (found.Readings + 1, Math.Min(found.First, t), Math.Max(found.Last, t));

    /// <summary>At the end of a block: did it hold what its header says?</summary>
    private void CheckAtEnd()
    {
        if (offset == lines.Length && found != (block.Readings, block.First, block.Last))
        {
            damages.Add(new TapeDamage(block.At, 0, null,
                $"the block's header says {block.Readings} readings from {block.First} to {block.Last}; it holds {found.Readings} from {found.First} to {found.Last}"));
        }
    }

    private bool TryOpenNext(Func<BlockEntry, bool>? wanted)
    {
        while (next < map.Blocks.Count)
        {
            var entry = map.Blocks[next++];
            if (wanted is not null && !wanted(entry))
                continue;
            if (reader.TryRead(entry.At, out var header, out lines) is { } fault)
            {
                damages.Add(new TapeDamage(entry.At, 0, entry.Readings, fault));
                lines = default;
            }
            else if (header.Kind != BlockKind.Lines || header.Number != entry.Number)
            {
                damages.Add(new TapeDamage(entry.At, 0, entry.Readings, $"block {entry.Number} should be here; it is another"));
                lines = default;
            }
            else
            {
                block = new BlockEntry(entry.At, header);
                if (block != entry)
                    damages.Add(new TapeDamage(entry.At, 0, 0, "the index says something else of this block than its own header"));
            }

            (offset, line, badLines, found) = (0, 0, 0, default);
            return true;
        }

        return false;
    }
}
