using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Replaying;

/// <summary>
/// Gathers readings into chunks, one node apart from the other: a chunk is given out when it is full, or when its first reading has
/// waited a second. Used by one loop only.
/// </summary>
internal sealed class ChunkMaker(TimeProvider time)
{
    /// <summary>How long a reading waits for others.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, NodeRows> nodes = new(StringComparer.Ordinal);

    /// <summary>Takes a reading.</summary>
    /// <returns>The node's chunk before it, when the reading had no place in it any more.</returns>
    public PlayedChunk? Add(string node, in Reading reading)
    {
        if (!nodes.TryGetValue(node, out var rows))
            nodes[node] = rows = new NodeRows(node);
        var bytes = MostBytes(reading);
        PlayedChunk? full = rows.Rows.Count == WireLimits.ChunkReadings || rows.Bytes + bytes > WireLimits.ChunkBytes ? rows.Take() : null;
        if (rows.Rows.Count == 0)
            rows.Since = time.GetTimestamp();
        rows.Rows.Add(new Numbered(++rows.Last, reading));
        rows.Bytes += bytes;
        return full;
    }

    /// <summary>How long until a chunk has waited long enough; null when none waits.</summary>
    public TimeSpan? UntilDue()
    {
        TimeSpan? soonest = null;
        foreach (var rows in nodes.Values)
        {
            if (rows.Rows.Count > 0 && Patience - time.GetElapsedTime(rows.Since) is var left && !(left >= soonest))
                soonest = left;
        }

        return soonest;
    }

    /// <summary>Gives out what has waited long enough, or all.</summary>
    public ImmutableArray<PlayedChunk> Take(bool all)
    {
        var taken = ImmutableArray.CreateBuilder<PlayedChunk>();
        foreach (var rows in nodes.Values)
        {
            if (rows.Rows.Count > 0 && (all || time.GetElapsedTime(rows.Since) >= Patience))
                taken.Add(rows.Take());
        }

        return taken.DrainToImmutable();
    }

    /// <summary>More bytes than the row takes as JSON.</summary>
    private static int MostBytes(in Reading reading) => 200 + reading.Sensor.Length + (40 * reading.Values.Count);

    private sealed class NodeRows(string node)
    {
        private readonly OutboxId outbox = OutboxId.New();

        public List<Numbered> Rows { get; } = [];

        public int Bytes { get; set; } = 100;

        public long Last { get; set; }

        public long Since { get; set; }

        public PlayedChunk Take()
        {
            var chunk = new Chunk(outbox, [.. Rows], []);
            Rows.Clear();
            Bytes = 100;
            return new PlayedChunk(node, chunk);
        }
    }
}
