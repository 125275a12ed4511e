using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>A chunk as it was received: what can be stored, and what was refused row by row.</summary>
/// <param name="Chunk">The good rows.</param>
/// <param name="Refused">The bad rows, each with its reason and its own JSON (at most 1 KiB).</param>
public sealed record ReceivedChunk(Chunk Chunk, ImmutableArray<RefusedRow> Refused);
