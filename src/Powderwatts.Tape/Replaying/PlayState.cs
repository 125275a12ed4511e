namespace Powderwatts.Tape.Replaying;

/// <summary>Where a player is.</summary>
/// <param name="Clock">The tape's clock, Unix milliseconds as recorded; null before the first reading.</param>
/// <param name="Paused">Does it stand?</param>
/// <param name="Ended">Has it played its last reading?</param>
/// <param name="ShiftMs">How far the instants are moved, milliseconds; null when they are the tape's own.</param>
/// <param name="Readings">Readings played so far, all passes together.</param>
/// <param name="Passes">Passes begun so far.</param>
public sealed record PlayState(long? Clock, bool Paused, bool Ended, long? ShiftMs, long Readings, long Passes);
