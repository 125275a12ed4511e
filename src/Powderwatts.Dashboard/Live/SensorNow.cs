using Powderwatts.Readings;

namespace Powderwatts.Dashboard.Live;

/// <summary>One sensor as it is now.</summary>
/// <param name="Sensor">`node/sensor`.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Status">How fresh it is.</param>
/// <param name="Origin">Where its readings come from.</param>
/// <param name="AgeMs">Age of the reading, milliseconds; null without a reading.</param>
/// <param name="Reason">Why it failed; null otherwise.</param>
/// <param name="Reading">The newest reading; null when there is none.</param>
internal readonly record struct SensorNow(
    string Sensor, Kind Kind, SensorStatus Status, Origin Origin, long? AgeMs, string? Reason, Reading? Reading);
