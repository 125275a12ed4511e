using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>The index of a complete tape: its header, nodes, blocks and totals once more, so that nothing else need be read to know them.</summary>
internal sealed class TapeIndex
{
    private readonly long mostBlocks;
    private readonly NodeList nodes = new();
    private readonly HashSet<(string, string)> sensors = [];
    private readonly ImmutableArray<TapeSensorTotal>.Builder totals = ImmutableArray.CreateBuilder<TapeSensorTotal>();

    private TapeIndex(long at) => (At, mostBlocks) = (at, Math.Min(TapeLimits.Blocks, at / BlockHeader.EndSize));

    /// <summary>The tape's header, without its nodes.</summary>
    public TapeHeader? Header { get; private set; }

    /// <summary>The nodes as they were at the end.</summary>
    public NodeList Nodes => nodes;

    /// <summary>The blocks of lines.</summary>
    public List<BlockEntry> Blocks { get; } = [];

    /// <summary>The totals of each sensor.</summary>
    public ImmutableArray<TapeSensorTotal> Totals => totals.ToImmutable();

    /// <summary>Where the index begins.</summary>
    public long At { get; }

    /// <summary>Reads it from the end of the tape.</summary>
    /// <returns>The index, or null: there is none (<paramref name="fault"/> is null too) or it cannot be used.</returns>
    public static TapeIndex? TryRead(TapeSource source, BlockReader reader, out long at, out string? fault)
    {
        (at, fault) = (0, null);
        var endsAt = source.Length - BlockHeader.EndSize;
        if (!source.TryReadEnd(endsAt, out var end))
            return null;
        at = Math.Min(end.IndexAt, endsAt);
        var index = new TapeIndex(at);
        fault = index.Read(reader, end, endsAt);
        return fault is null ? index : null;
    }

    private string? Read(BlockReader reader, in BlockHeader end, long endsAt)
    {
        var at = end.IndexAt;
        while (at < endsAt)
        {
            if (reader.TryRead(at, out var header, out var lines) is { } fault)
                return fault;
            if (header.Kind != BlockKind.Index || header.Bytes > endsAt - at)
                return "it holds something else";
            try
            {
                foreach (var line in lines.Span[..^1].Split((byte)'\n'))
                    Take(lines.Span[line]);
            }
            catch (WireException broken)
            {
                return broken.Message;
            }

            at += header.Bytes;
        }

        return at != endsAt ? "it does not end where it should" : Check(end);
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        switch (LineJson.KindOf(line))
        {
            case LineKind.Header when Header is null:
                Header = LineJson.ReadHeader(line);
                break;
            case LineKind.Node:
                if (nodes.Take(LineJson.ReadNode(line)) is { } fault)
                    throw new WireException(fault);
                break;
            case LineKind.Block:
                if (Blocks.Count == mostBlocks)
                    throw new WireException("more blocks than the file has room for");
                Blocks.Add(IndexJson.ReadBlock(line));
                break;
            case LineKind.Total:
                var total = IndexJson.ReadTotal(line);
                if (totals.Count == TapeLimits.Sensors)
                    throw new WireException($"more than {TapeLimits.Sensors} sensors");
                if (!sensors.Add((total.Node, total.Sensor)))
                    throw new WireException($"the total of {total.Node}/{total.Sensor} is there twice");
                totals.Add(total);
                break;
            default:
                throw new WireException("it holds a line that is none of an index");
        }
    }

    /// <summary>Does it fit the file and itself? What it says of a block is held against the block when that is read.</summary>
    private string? Check(in BlockHeader end)
    {
        if (Header is null)
            return "it has no header";
        var (at, number, readings) = (0L, 0u, 0L);
        foreach (var block in Blocks)
        {
            if (block.At != at || block.Number != number)
                return $"block {block.Number} is not where the one before it ends";
            (at, number, readings) = (block.End, number + 1, readings + block.Readings);
        }

        if (at != end.IndexAt)
            return "its blocks do not end where it begins";
        return totals.Sum(total => total.Readings) != readings || (uint)readings != end.Readings ? "its sums do not agree" : null;
    }
}
