using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>A run of rows from one outbox: the unit that is sent on `data`.</summary>
/// <param name="Outbox">The outbox that numbered the rows.</param>
/// <param name="Readings">At most <see cref="WireLimits.ChunkReadings"/> when sent.</param>
/// <param name="Gaps">Gap rows, usually none.</param>
public sealed record Chunk(OutboxId Outbox, ImmutableArray<Numbered> Readings, ImmutableArray<Gap> Gaps);
