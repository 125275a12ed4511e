namespace Powderwatts.Readings.Wire;

/// <summary>The tape that a replay plays in a node's place, for screens.</summary>
/// <param name="Name">The tape's name.</param>
/// <param name="Speed">How many times faster than it was recorded; 0 while it stands; null when as fast as it goes.</param>
/// <param name="ShiftMs">How far the instants are moved to be now, milliseconds; null when they are the tape's own.</param>
/// <param name="First">The tape's first instant as recorded, Unix milliseconds.</param>
/// <param name="Last">Its last one.</param>
public sealed record TapeAbout(string Name, double? Speed, long? ShiftMs, long First, long Last);
