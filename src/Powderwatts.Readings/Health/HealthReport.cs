using System.Collections.Immutable;

namespace Powderwatts.Readings.Health;

/// <summary>The retained payload of a node's or collector's `health`.</summary>
/// <param name="T">When it was made, Unix milliseconds.</param>
/// <param name="Parts">Every part.</param>
/// <param name="Sensors">Every sensor; empty for a collector.</param>
public sealed record HealthReport(long T, ImmutableArray<PartHealth> Parts, ImmutableArray<SensorHealth> Sensors);
