using System.Collections.Immutable;
using Powderwatts.Tape.Format;

namespace Powderwatts.Tape;

/// <summary>
/// Reads a tape, format 1, block by block in bounded memory. What cannot be read is passed over and named in <see cref="End"/> and
/// <see cref="Damages"/>; what is delivered was checked. For one thread.
/// </summary>
public sealed class TapeReader : IDisposable
{
    private readonly TapeSource source;
    private readonly DamageLog damages = new();
    private readonly TapeMap map;
    private readonly LineCursor cursor;
    private long[]? latest;
    private TapeReading? waiting;

    private TapeReader(TapeSource source)
    {
        this.source = source;
        map = TapeMap.Read(source, new BlockReader(source), damages);
        cursor = new LineCursor(source, map, damages);
    }

    /// <summary>What the tape says of itself, with every node and sensor that is described anywhere on it.</summary>
    public TapeHeader Header => map.Header;

    /// <summary>How the tape ends. Damage inside blocks is known only once they were read.</summary>
    public TapeEnd End => damages.First is { } first
        ? new TapeEnd(TapeEnding.Damaged, first.Position, first.Reason + (damages.Count > 1 ? $" (and {damages.Count - 1} more)" : ""))
        : map.End;

    /// <summary>What could not be read so far, in order of place; at most <see cref="TapeLimits.Damages"/> by name.</summary>
    public ImmutableArray<TapeDamage> Damages => damages.ToDamages();

    /// <summary>How much could not be read so far.</summary>
    public long DamageCount => damages.Count;

    /// <summary>Opens a file. It may still be growing: then it is read up to where it ended when it was opened.</summary>
    /// <exception cref="TapeException">There is no such file, it is no tape, or it is another version's.</exception>
    public static TapeReader Open(string path) => Open(TapeSource.Open(path));

    /// <summary>Opens a stream; the tape begins at its position 0. The stream is disposed of with the reader.</summary>
    /// <exception cref="TapeException">It is no tape, or another version's.</exception>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public static TapeReader Open(Stream stream) => stream.CanSeek ? Open(new TapeSource(stream, "stream"))
        : throw new ArgumentException("a tape is read from a stream that can seek; copy it into a file or memory first", nameof(stream));

    /// <summary>The next reading, in order of arrival.</summary>
    /// <returns>False at the end; <see cref="End"/> says how it ended.</returns>
    /// <exception cref="TapeException">The disk cannot be read.</exception>
    public bool TryRead(out TapeReading reading)
    {
        if (waiting is { } found)
        {
            (reading, waiting) = (found, null);
            return true;
        }

        while (cursor.TryNext(out reading, out var node))
        {
            if (node is null)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Goes to the first reading, in order of arrival, whose instant is <paramref name="instant"/> or later: the next that is read.
    /// So no reading of that instant or later is passed over; among those that follow there may be earlier ones, which arrived late.
    /// </summary>
    /// <param name="instant">Unix milliseconds. Earlier than all: the beginning. Later than all: the end.</param>
    /// <exception cref="TapeException">The disk cannot be read.</exception>
    public void SeekTo(long instant)
    {
        waiting = null;
        cursor.GoTo(FirstBlockUpTo(instant));
        while (TryRead(out var reading))
        {
            if (reading.Reading.T < instant)
                continue;
            waiting = reading;
            return;
        }
    }

    /// <summary>What the tape holds: at once from its index, else by reading all of it.</summary>
    /// <exception cref="TapeException">The disk cannot be read, or there are too many sensors.</exception>
    public TapeSummary Summary() => map.Index is { } index ? ToSummary(index.Totals, true) : CountAll(new NodeList());

    /// <summary>Reads all of the tape and holds its index against it. What does not agree is in <see cref="Damages"/>.</summary>
    /// <exception cref="TapeException">The disk cannot be read, or there are too many sensors.</exception>
    public TapeVerification Verify()
    {
        var nodes = new NodeList();
        var found = CountAll(nodes);
        if (map.Index is not { } index)
            return new TapeVerification(found, null);
        var lost = index.Totals.Sum(total => total.Readings) - found.Readings;
        if (damages.Count == 0 && !(index.Totals.SequenceEqual(found.Sensors) && index.Nodes.IsAs(nodes)))
            damages.Add(new TapeDamage(index.At, 0, 0, "the totals or nodes of the index are not those of the tape"));
        return new TapeVerification(found, lost);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    /// <summary>The next reading or description of the blocks that are wanted.</summary>
    internal bool TryReadLine(out TapeReading reading, out TapeNode? node, Func<BlockEntry, bool>? wanted = null) =>
        cursor.TryNext(out reading, out node, wanted);

    private static TapeReader Open(TapeSource source)
    {
        try
        {
            return new TapeReader(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private TapeSummary CountAll(NodeList nodes)
    {
        var totals = new SensorTotals();
        var all = new LineCursor(source, map, damages);
        while (all.TryNext(out var reading, out var node))
        {
            if (node is not null)
                nodes.Take(node);
            else if (!totals.TryCount(reading))
                throw source.Refused(0, $"it has more than {TapeLimits.Sensors} sensors", "cut it into tapes of fewer");
        }

        return ToSummary(totals.ToTotals(), false);
    }

    private TapeSummary ToSummary(ImmutableArray<TapeSensorTotal> totals, bool fromIndex) => new(
        totals.Sum(t => t.Readings),
        totals.IsEmpty ? null : totals.Min(t => t.First),
        totals.IsEmpty ? null : totals.Max(t => t.Last),
        totals, map.Blocks.Count, source.Length, fromIndex);

    /// <summary>The first block that holds a reading of this instant or later: the latest instant up to each block never falls.</summary>
    private int FirstBlockUpTo(long instant)
    {
        if (latest is null)
        {
            latest = new long[map.Blocks.Count];
            var so = 0L;
            for (var i = 0; i < latest.Length; i++)
                latest[i] = so = Math.Max(so, map.Blocks[i].Last);
        }

        var (low, high) = (0, latest.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (latest[middle] < instant)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
