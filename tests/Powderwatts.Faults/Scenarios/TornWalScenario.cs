using System.Diagnostics;
using Powderwatts.Tests;

namespace Powderwatts.Faults.Scenarios;

/// <summary>The matrix of torn and damaged outbox files is a unit test: it needs no process to die. Run from here so that `all` is all.</summary>
internal static class TornWalScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var tests = Path.Combine(Checkout.Root, "tests/Powderwatts.Tests/bin", configuration, "net10.0/Powderwatts.Tests.dll");
        if (!File.Exists(tests))
            throw new NotPossibleException($"{tests} is not built: dotnet build tests/Powderwatts.Tests -c {configuration}");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [tests, "-class", "*NodeOutboxCrashTests"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        run.Must(process.ExitCode == 0, $"the matrix failed:\n{output}");
        run.Measured($"{string.Join(", ", output.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("total:", StringComparison.Ordinal) || l.StartsWith("failed:", StringComparison.Ordinal)))}");
    }
}
