using Powderwatts.Tape.Replaying;

namespace Powderwatts.Replaying;

/// <summary>How far a replay is.</summary>
/// <param name="State">Where the player is.</param>
/// <param name="Acknowledged">Readings that a collector has settled.</param>
/// <param name="Waiting">Readings played that wait for their acknowledgement.</param>
/// <param name="Refused">Readings that ended among the dead letters.</param>
/// <param name="Trouble">What holds it up, in one sentence; null when nothing does.</param>
internal sealed record ReplayProgress(PlayState State, long Acknowledged, long Waiting, long Refused, string? Trouble);
