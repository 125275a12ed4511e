using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Replaying;

/// <summary>A chunk on its way to the target.</summary>
internal readonly record struct PlayedChunk(string Node, Chunk Chunk);
