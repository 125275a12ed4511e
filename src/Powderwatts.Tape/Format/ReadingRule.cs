using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>What a reading must hold to, so that the tape's reader will take it: the wire's own rules.</summary>
internal static class ReadingRule
{
    /// <summary>What is wrong, or null. The ids are looked at elsewhere, once a sensor.</summary>
    public static string? Fault(in Reading reading)
    {
        if (reading.T is < 1 or > WireLimits.LastInstant)
            return $"its instant {reading.T} is outside 1 to {WireLimits.LastInstant}";
        if (reading.Values.Count == 0)
            return "it has no quantity";
        if (reading.Values.Has(Quantity.EnergyWh) != reading.EnergyFrom.HasValue)
            return "energy_wh and energy_from go together";
        if (reading.EnergyFrom is < 1 or > WireLimits.LastInstant)
            return $"energy_from {reading.EnergyFrom} is outside 1 to {WireLimits.LastInstant}";
        if (reading.Values.TryGet(Quantity.EnergyWh, out var energy) && energy < 0)
            return "energy_wh is below 0";
        if (IsNoSwitch(reading, Quantity.Wet) || IsNoSwitch(reading, Quantity.State))
            return "wet and state are 0 or 1";
        if (reading.IntervalS is not (> 0 and <= WireLimits.LongestIntervalS))
            return $"interval_s is not above 0 and at most {WireLimits.LongestIntervalS}";
        const Quality known = Quality.Clipped | Quality.Estimated | Quality.Unsynced;
        return (reading.Quality & ~known) != 0 ? "its quality has an unknown word" : null;
    }

    private static bool IsNoSwitch(in Reading reading, Quantity quantity) =>
        reading.Values.TryGet(quantity, out var value) && value is not (0 or 1);
}
