namespace Powderwatts.Tape;

/// <summary>What a tape holds of one sensor.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Sensor">The sensor's id.</param>
/// <param name="Readings">How many readings.</param>
/// <param name="First">The earliest instant, Unix milliseconds.</param>
/// <param name="Last">The latest instant, Unix milliseconds.</param>
public sealed record TapeSensorTotal(string Node, string Sensor, long Readings, long First, long Last);
