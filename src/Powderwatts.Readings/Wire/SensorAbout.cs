using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>One sensor as its node describes it.</summary>
/// <param name="Sensor">The id.</param>
/// <param name="Name">The name that people read.</param>
/// <param name="Driver">The driver: `ina226`.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Origin">Where its readings come from.</param>
/// <param name="RatedW">Rated power of the circuit, W; null when not a circuit or not known.</param>
/// <param name="Quantities">What it delivers.</param>
/// <param name="Range">The range in force in words, e.g. `0 to 36 V, -8.19 to 8.19 A`; null when not told.</param>
/// <param name="IntervalS">Sampling interval, seconds.</param>
/// <param name="Calibration">Calibration in force in words, e.g. `shunt 0.01 Ohm, 8 A, register 2097`; null when none.</param>
public sealed record SensorAbout(
    string Sensor, string Name, string Driver, Kind Kind, Origin Origin, double? RatedW,
    ImmutableArray<Quantity> Quantities, string? Range, double IntervalS, string? Calibration);
