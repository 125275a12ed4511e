using Powderwatts.Edge.Sampling;

namespace Powderwatts.Doctor;

/// <summary>The clock: would a node believe it?</summary>
internal static class ClockFindings
{
    /// <summary>Asks as a node does.</summary>
    /// <param name="trust">The rig says `clock: trust`.</param>
    /// <param name="root">The root of the file system.</param>
    public static Finding Look(bool trust, string root)
    {
        var clock = new ClockTrust(trust, TimeProvider.System, root);
        return clock.IsTrusted
            ? new(FindingState.Passed, "clock", trust ? "the clock is trusted, as the rig says" : "the clock can be trusted")
            : new(FindingState.Warning, "clock", "the clock is not synchronised: readings wait up to 5 minutes for it, then are marked unsynced",
                "connect to a network with time, or set node.clock: trust");
    }
}
