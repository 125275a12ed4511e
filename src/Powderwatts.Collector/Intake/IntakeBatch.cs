using System.Collections.Immutable;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Collector.Intake;

/// <summary>What goes to the store in one write, with what was refused on the way.</summary>
internal sealed class IntakeBatch
{
    private readonly List<SortedChunk> chunks = [];

    /// <summary>Chunks that could be read, in the order of arrival.</summary>
    public IReadOnlyList<SortedChunk> Chunks => chunks;

    /// <summary>Payloads that are no chunk, with the reason.</summary>
    public List<(PendingChunk Pending, string Reason)> Malformed { get; } = [];

    /// <summary>Everything that was taken from the queue.</summary>
    public List<PendingChunk> Taken { get; } = [];

    /// <summary>Rows for the store.</summary>
    public int Rows { get; private set; }

    public void Add(SortedChunk chunk)
    {
        chunks.Add(chunk);
        Rows += chunk.Batch.Readings.Length + chunk.Batch.Gaps.Length;
    }

    /// <summary>One chunk, its rows sorted into good and refused.</summary>
    /// <param name="Topic">Its topic.</param>
    /// <param name="Node">Its node.</param>
    /// <param name="Batch">The rows for the store.</param>
    /// <param name="Refused">The others.</param>
    internal sealed record SortedChunk(string Topic, KnownNode Node, NodeBatch Batch, ImmutableArray<RefusedRow> Refused);
}
