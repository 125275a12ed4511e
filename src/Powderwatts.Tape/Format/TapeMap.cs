using System.IO.Compression;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>What is where on a tape: from its index, or from a scan when there is none or it cannot be trusted.</summary>
internal sealed class TapeMap
{
    /// <summary>As much of the first line as is looked at to find its version.</summary>
    private const int VersionBytes = 4096;

    private TapeMap(TapeHeader header, List<BlockEntry> blocks, TapeIndex? index)
    {
        (Header, Blocks, Index) = (header, blocks, index);
    }

    /// <summary>The tape's header, with all nodes that are known.</summary>
    public TapeHeader Header { get; }

    /// <summary>The blocks of lines, in order.</summary>
    public List<BlockEntry> Blocks { get; }

    /// <summary>The index, if it can be used.</summary>
    public TapeIndex? Index { get; }

    /// <summary>How the tape ends, damage aside.</summary>
    public required TapeEnd End { get; init; }

    /// <summary>Finds out what is where.</summary>
    /// <exception cref="TapeException">It is no tape, another version's, or nothing says whose it is.</exception>
    public static TapeMap Read(TapeSource source, BlockReader reader, DamageLog damages)
    {
        CheckBeginning(source);
        var index = TapeIndex.TryRead(source, reader, out var indexAt, out var fault);
        if (fault is not null)
            damages.Add(new TapeDamage(indexAt, 0, 0, $"the index cannot be used: {fault}"));
        if (index is not null)
        {
            var known = index.Header! with { Nodes = index.Nodes.ToNodes() };
            return new TapeMap(known, index.Blocks, index) { End = new TapeEnd(TapeEnding.Complete, source.Length, "") };
        }

        var scan = new BlockScan(source, damages);
        scan.Run();
        var end = scan.HasEnd ? new TapeEnd(TapeEnding.Complete, source.Length, "")
            : new TapeEnd(TapeEnding.Truncated, scan.EndsAt, "the tape has no end: it is still being written, or was cut off"
                + (scan.Rest.Length > 0 ? $"; {scan.Rest} at byte {scan.EndsAt}" : ""));
        return new TapeMap(ReadDescriptions(source, reader, scan.Blocks), scan.Blocks, null) { End = end };
    }

    /// <summary>Is it a tape, and of our version?</summary>
    private static void CheckBeginning(TapeSource source)
    {
        if (source.Length == 0)
            throw source.Refused(0, "it is empty", "record again");
        var fault = source.ReadHeader(0, out _);
        if (fault == BlockFault.None)
            return;
        if (FirstVersion(source) is { } version && version != TapeLimits.Version)
            throw source.Refused(0, $"it is version {version}, this program reads version {TapeLimits.Version}", "update the program");
        // a tape whose first bytes are damaged is still read when its index says whose it is
        if (source.TryReadEnd(source.Length - BlockHeader.EndSize, out _))
            return;
        throw fault switch
        {
            BlockFault.NotGzip => source.Refused(0, "it is no tape: it does not begin as gzip does", "name a .pwtape file"),
            BlockFault.NotTape => source.Refused(0, "it is no tape: gzip, but without a tape's header", "name a .pwtape file"),
            BlockFault.Version => source.Refused(0, "it is of another version", "update the program"),
            _ => source.Refused(0, "its first block is damaged and it has no index", "take another copy of it"),
        };
    }

    /// <summary>The version in the first line, whatever the rest of the format may have become.</summary>
    private static long? FirstVersion(TapeSource source)
    {
        var stored = new byte[VersionBytes];
        var length = source.Read(0, stored).Length;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(stored, 0, length), CompressionMode.Decompress);
            var text = new byte[VersionBytes];
            return LineJson.Version(text.AsSpan(0, gzip.ReadAtLeast(text, 64, throwOnEndOfStream: false)));
        }
        catch (Exception fault) when (fault is InvalidDataException or WireException)
        {
            return null;
        }
    }

    /// <summary>The header of the first block, and every node that a block describes.</summary>
    private static TapeHeader ReadDescriptions(TapeSource source, BlockReader reader, List<BlockEntry> blocks)
    {
        if (blocks.Count == 0 || blocks[0].Number != 0)
            throw source.Refused(0, "its first block is damaged and it has no index that can be used", "take another copy of it");
        var nodes = new NodeList();
        TapeHeader? header = null;
        foreach (var block in blocks)
        {
            if (block.Number > 0 && block.Nodes == 0)
                continue;
            // what is wrong with a block is told when its readings are asked for
            if (reader.TryRead(block.At, out _, out var lines) is { } fault)
            {
                if (block.Number > 0)
                    continue;
                throw source.Refused(0, $"{fault}, the first, and it has no index that can be used", "take another copy of it");
            }

            var (number, badLines) = (0, 0);
            foreach (var line in lines.Span[..^1].Split((byte)'\n'))
            {
                number++;
                try
                {
                    Take(lines.Span[line], number == 1 && block.Number == 0, nodes, ref header);
                }
                catch (WireException broken) when (number == 1 && block.Number == 0)
                {
                    throw source.Refused(0, $"line 1: {broken.Message}", "take another copy of it");
                }
                catch (WireException)
                {
                    // told with its line when the lines are read
                    if (++badLines == TapeLimits.BadLines)
                        break;
                }
            }
        }

        return header! with { Nodes = nodes.ToNodes() };
    }

    private static void Take(ReadOnlySpan<byte> line, bool isFirst, NodeList nodes, ref TapeHeader? header)
    {
        if (isFirst)
            header = LineJson.Version(line) is { } version && version != TapeLimits.Version
                ? throw new WireException($"it is version {version}, this program reads version {TapeLimits.Version}; update the program")
                : LineJson.ReadHeader(line);
        else if (LineJson.KindOf(line) == LineKind.Node && nodes.Take(LineJson.ReadNode(line)) is { } fault)
            throw new WireException(fault);
    }
}
