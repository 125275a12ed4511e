using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>Committed rows that nobody has acknowledged, rising by sequence.</summary>
/// <param name="Outbox">The outbox that numbered them.</param>
/// <param name="Readings">The readings.</param>
/// <param name="Gaps">The gap rows, usually none.</param>
public sealed record OutboxBatch(Readings.OutboxId Outbox, ImmutableArray<Numbered> Readings, ImmutableArray<Gap> Gaps)
{
    /// <summary>Nothing to send?</summary>
    public bool IsEmpty => Readings.IsEmpty && Gaps.IsEmpty;

    /// <summary>The highest sequence in it; 0 when empty.</summary>
    public long Last => Math.Max(Readings.IsEmpty ? 0 : Readings[^1].N, Gaps.IsEmpty ? 0 : Gaps[^1].N);
}
