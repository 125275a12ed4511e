using Powderwatts.Dashboard;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Simulation;
using Powderwatts.Store;
using Powderwatts.Tape;

namespace Powderwatts.Processes;

/// <summary>Which exceptions already say in one sentence why the program cannot start and what to do.</summary>
internal static class StartFault
{
    /// <summary>Is it one of them?</summary>
    public static bool IsOne(Exception fault) =>
        fault is DashboardException or OutboxException or SimulationException or StoreException or TapeException or IOException or UnauthorizedAccessException;
}
