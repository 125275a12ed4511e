using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>What a node says of itself: the retained payload of `about`.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Machine">The machine's id (serial number or machine id, hashed).</param>
/// <param name="Run">A random id made at start: tells a node its own echo.</param>
/// <param name="Boot">The kernel's boot id, or empty.</param>
/// <param name="Outbox">The outbox in use.</param>
/// <param name="Next">The next sequence that it will give out.</param>
/// <param name="Sensors">Every sensor of the node.</param>
public sealed record About(
    string Version, string Machine, string Run, string Boot, OutboxId Outbox, long Next, ImmutableArray<SensorAbout> Sensors)
{
    /// <summary>The tape that stands for the node's sensors; null for a node that measures.</summary>
    public TapeAbout? Tape { get; init; }
}
