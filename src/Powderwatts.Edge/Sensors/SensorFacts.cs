using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors;

/// <summary>What a driver delivers under the settings in force.</summary>
/// <param name="Kind">What it measures.</param>
/// <param name="Quantities">The quantities of a full read.</param>
/// <param name="Range">The range in force in words: `0 to 36 V, -8.19 to 8.19 A`.</param>
/// <param name="Calibration">The calibration in force in words; null when there is none.</param>
public sealed record SensorFacts(Kind Kind, ImmutableArray<Quantity> Quantities, string? Range, string? Calibration);
