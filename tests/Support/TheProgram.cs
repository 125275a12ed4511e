using System.Diagnostics;

namespace Powderwatts.Tests;

/// <summary>The program under test: the one that was built with the tests, or the one that POWDERWATTS_PROGRAM names (a native build).</summary>
internal static class TheProgram
{
    private static readonly string? named = Environment.GetEnvironmentVariable("POWDERWATTS_PROGRAM");

    /// <summary>How to start it with these arguments; stdout and stderr are redirected.</summary>
    public static ProcessStartInfo StartInfo(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] program = named is null ? ["dotnet", Path.Combine(AppContext.BaseDirectory, "powderwatts.dll")] : [named];
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        return start;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string[] arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Process.Start(StartInfo(arguments, environment))!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
