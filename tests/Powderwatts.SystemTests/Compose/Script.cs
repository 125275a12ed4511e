using System.Diagnostics;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Compose;

/// <summary>Runs the scripts of firmware-config/compose.</summary>
internal static class Script
{
    /// <summary>A script's path.</summary>
    public static string PathOf(string name) => Path.Combine(Checkout.Root, "firmware-config", "compose", name);

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string name, string[] arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("the scripts are for Linux");
        var start = new ProcessStartInfo("bash", [PathOf(name), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
