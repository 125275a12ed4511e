using Powderwatts.Edge.Outbox;

namespace Powderwatts.Edge.Sampling;

/// <summary>The instant of now as the node gives it.</summary>
/// <param name="T">Unix milliseconds.</param>
/// <param name="IsTrusted">False: readings of it are `unsynced`.</param>
/// <param name="Shift">What brought the instants that were given before, in this run, to true time; null when nothing did.</param>
public readonly record struct ClockInstant(long T, bool IsTrusted, ClockShift? Shift);
