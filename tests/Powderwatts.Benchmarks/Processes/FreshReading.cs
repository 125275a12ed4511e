using System.Text.Json;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>Tells a reading of this run from what the store still has of an earlier one.</summary>
internal static class FreshReading
{
    /// <summary>Does the answer of `now` hold a circuit's reading that was taken after this instant, Unix milliseconds?</summary>
    public static bool In(JsonElement now, long after)
    {
        foreach (var sensor in now.GetProperty("sensors").EnumerateArray())
        {
            if (sensor.TryGetProperty("reading", out var reading) && reading.TryGetProperty("power_w", out _) && reading.GetProperty("t").GetInt64() > after)
                return true;
        }

        return false;
    }
}
