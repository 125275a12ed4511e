using System.Collections.Immutable;

namespace Powderwatts.Tape;

/// <summary>What a tape holds.</summary>
/// <param name="Readings">How many readings.</param>
/// <param name="First">The earliest instant, Unix milliseconds; null without readings.</param>
/// <param name="Last">The latest instant, Unix milliseconds; null without readings.</param>
/// <param name="Sensors">Each sensor that has readings, in order of first arrival.</param>
/// <param name="Blocks">How many blocks.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="FromIndex">Whether this comes from the tape's index, and so without reading the tape.</param>
public sealed record TapeSummary(
    long Readings, long? First, long? Last, ImmutableArray<TapeSensorTotal> Sensors, int Blocks, long Bytes, bool FromIndex);
