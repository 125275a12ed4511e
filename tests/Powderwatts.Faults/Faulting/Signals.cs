using System.Diagnostics;
using System.Globalization;

namespace Powderwatts.Faults.Faulting;

/// <summary>Signals to processes that this run started, by their id.</summary>
internal static class Signals
{
    public static Task StopAsync(int pid) => SendAsync(pid, "STOP");

    public static Task ContinueAsync(int pid) => SendAsync(pid, "CONT");

    public static Task InterruptAsync(int pid) => SendAsync(pid, "INT");

    private static async Task SendAsync(int pid, string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
