using Powderwatts.Readings;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Savings.Weather;

/// <summary>
/// The weather of a site as its climate sensors told it, each value good for <see cref="GapRule.CapIntervals"/> of its intervals.
/// Readings are handed over in rising order; only the newest values are kept.
/// </summary>
public sealed class ClimateTrack
{
    private (double Value, long T, long Until)? temperature;
    private (double Value, long T, long Until)? wet;

    /// <summary>Takes a climate reading.</summary>
    public void Add(in Reading reading)
    {
        var until = reading.T + (long)(GapRule.CapIntervals * reading.IntervalS * 1000);
        if (reading.Values[Quantity.TemperatureC] is { } t && reading.T >= (temperature?.T ?? long.MinValue))
            temperature = (t, reading.T, until);
        if (reading.Values[Quantity.Wet] is { } w && reading.T >= (wet?.T ?? long.MinValue))
            wet = (w, reading.T, until);
    }

    /// <summary>The weather at an instant, Unix milliseconds; not before the last reading that was handed over.</summary>
    public ClimateBin At(long t)
    {
        double? celsius = temperature is { } known && t <= known.Until ? known.Value : null;
        var wetness = wet is { } told && t <= told.Until ? told.Value >= 0.5 ? Wetness.Wet : Wetness.Dry : Wetness.Unknown;
        return ClimateBin.Of(celsius, wetness);
    }
}
