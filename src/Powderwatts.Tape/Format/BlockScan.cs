namespace Powderwatts.Tape.Format;

/// <summary>Finds the blocks of a tape by hopping from header to header; after damage it searches for the next header.</summary>
internal sealed class BlockScan(TapeSource source, DamageLog damages)
{
    private const int FirstLook = 512;
    private const int LongestLook = 128 * 1024;

    private readonly List<BlockEntry> blocks = [];
    private byte[] buffer = new byte[FirstLook];
    private long expected;

    /// <summary>The blocks of lines.</summary>
    public List<BlockEntry> Blocks => blocks;

    /// <summary>Whether the end was found.</summary>
    public bool HasEnd { get; private set; }

    /// <summary>Where the whole blocks end, when there is no end.</summary>
    public long EndsAt { get; private set; }

    /// <summary>What is behind that place.</summary>
    public string Rest { get; private set; } = "";

    /// <summary>Finds them.</summary>
    public void Run()
    {
        var at = 0L;
        while (at < source.Length && !HasEnd)
        {
            if (source.ReadHeader(at, out var header) != BlockFault.None)
            {
                var next = FindHeader(at + 1);
                if (next < 0)
                {
                    Rest = $"{source.Length - at} bytes that are no block";
                    break;
                }

                Pass(at, next);
                at = next;
                continue;
            }

            if (header.Bytes > source.Length - at)
            {
                Rest = header.Kind == BlockKind.Lines ? $"half a block, of {header.Readings} readings" : "half of its index or end";
                break;
            }

            if (header.Kind == BlockKind.End && !source.TryReadEnd(at, out _))
                damages.Add(new TapeDamage(at, 0, 0, "the end is damaged"));

            Take(at, header);
            at += header.Bytes;
        }

        EndsAt = at;
        if (HasEnd && at < source.Length)
            damages.Add(new TapeDamage(at, 0, null, $"{source.Length - at} bytes follow the end of the tape; `powderwatts tape join` puts tapes together"));
    }

    private void Take(long at, in BlockHeader header)
    {
        if (header.Number < expected)
        {
            damages.Add(new TapeDamage(at, 0, 0, $"block {header.Number} is there again, out of its order"));
            return;
        }

        if (header.Number > expected)
            damages.Add(new TapeDamage(at, 0, null, $"{Range(expected, header.Number - 1)} missing before it"));
        expected = header.Number + 1L;
        HasEnd = header.Kind == BlockKind.End;
        if (header.Kind != BlockKind.Lines)
            return;
        if (blocks.Count == TapeLimits.Blocks)
            throw source.Refused(at, $"it has more than {TapeLimits.Blocks} blocks", "cut it into shorter tapes with the program that made it");
        blocks.Add(new BlockEntry(at, header));
    }

    /// <summary>Notes bytes that are no block. The next block's number says how many were there.</summary>
    private void Pass(long at, long next)
    {
        _ = source.ReadHeader(next, out var header);
        var lost = header.Number > expected ? $"; {Range(expected, header.Number - 1)} lost" : "";
        damages.Add(new TapeDamage(at, 0, null, $"{next - at} bytes are no block{lost}"));
        expected = Math.Max(expected, header.Number);
    }

    private static string Range(long first, long last) => first == last ? $"block {first} is" : $"blocks {first} to {last} are";

    private long FindHeader(long from)
    {
        // the next header is mostly near: a file of many small damages must not be read again for each of them
        for (var (at, size) = (from, FirstLook); at < source.Length; size = Math.Min(size * 4, LongestLook))
        {
            if (buffer.Length < size)
                buffer = new byte[size];
            var bytes = source.Read(at, buffer.AsSpan(0, size));
            if (bytes.Length < BlockHeader.Size)
                return -1;
            var last = bytes.Length - BlockHeader.Size; // where a header still fits
            for (var i = 0; i <= last; i++)
            {
                var step = bytes[i..].IndexOf(BlockHeader.Signature);
                if (step < 0 || (i += step) > last)
                    break;
                if (BlockHeader.TryRead(bytes[i..], out _) == BlockFault.None)
                    return at + i;
            }

            at += last + 1;
        }

        return -1;
    }
}
