namespace Powderwatts.Doctor;

/// <summary>One thing that `doctor` looked at.</summary>
/// <param name="State">How it is.</param>
/// <param name="What">What was looked at: `rig`, `data`, `clock`, `bus`, `broker`, `store`.</param>
/// <param name="Text">What was found, without a full stop.</param>
/// <param name="Fix">What to do; null when there is nothing to do.</param>
internal sealed record Finding(FindingState State, string What, string Text, string? Fix = null);
