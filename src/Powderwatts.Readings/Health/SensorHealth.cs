namespace Powderwatts.Readings.Health;

/// <summary>Whether a sensor can be read.</summary>
/// <param name="Sensor">The sensor's id.</param>
/// <param name="Ok">False: its last read failed, and it is being retried.</param>
/// <param name="Since">Since when, Unix milliseconds.</param>
/// <param name="Reason">What failed and what to do next; null when ok.</param>
/// <param name="Failures">Failed reads of this run.</param>
public sealed record SensorHealth(string Sensor, bool Ok, long Since, string? Reason, long Failures);
