using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>One sensor's values in one row, in their own units.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="T">The instant, Unix milliseconds.</param>
/// <param name="Values">The values; `energy_wh` is the meter's own number here.</param>
internal readonly record struct Sample(EnergyStream Sensor, long T, QuantityValues Values)
{
    /// <summary>A whole reading, of a file that holds our own measurements; null when it is to be made from the values.</summary>
    public Reading? Whole { get; init; }
}
