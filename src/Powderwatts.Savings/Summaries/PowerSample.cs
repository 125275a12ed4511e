using Powderwatts.Readings;

namespace Powderwatts.Savings.Summaries;

/// <summary>What the accounting needs of a circuit's reading.</summary>
/// <param name="T">The instant, Unix milliseconds.</param>
/// <param name="PowerW">Power, W.</param>
/// <param name="IntervalS">Sampling interval, s.</param>
/// <param name="EnergyWh">The counter, Wh; null without one.</param>
/// <param name="EnergyFrom">When the counter began at 0, Unix milliseconds.</param>
/// <param name="Clipped">The sensor was at its end: the truth is higher.</param>
public readonly record struct PowerSample(long T, double PowerW, double IntervalS, double? EnergyWh, long? EnergyFrom, bool Clipped)
{
    /// <summary>Takes it from a reading; null when the reading has no power.</summary>
    public static PowerSample? Of(in Reading reading) => reading.Values[Quantity.PowerW] is { } power
        ? new(reading.T, power, reading.IntervalS, reading.Values[Quantity.EnergyWh], reading.EnergyFrom, reading.Quality.HasFlag(Quality.Clipped))
        : null;
}
