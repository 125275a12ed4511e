using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Powderwatts.Tests;

/// <summary>One verb of the program in a process of its own. Killed or stopped by its pid.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private bool disposed;

    private ProgramProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Was it stopped in order?</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Its process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>Has it ended?</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Starts a verb and waits for nothing.</summary>
    public static ProgramProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(Process.Start(TheProgram.StartInfo(arguments, environment))!);

    /// <summary>Starts a verb and waits until it has said something.</summary>
    public static async Task<ProgramProcess> StartAsync(
        string[] arguments, string says, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        var started = Start(arguments, environment);
        await started.WaitForAsync(says, TimeSpan.FromSeconds(60), cancellationToken);
        return started;
    }

    /// <summary>Waits until it has said what the pattern matches; gives the first group, or all of it.</summary>
    public async Task<string> WaitForAsync(string pattern, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < limit; await Task.Delay(20, cancellationToken))
        {
            var ended = process.HasExited;
            if (Regex.Match(Output, pattern) is { Success: true } match)
                return match.Groups[^1].Value;
            if (ended)
                throw new InvalidOperationException($"it ended with {process.ExitCode} before it said '{pattern}':\n{Output}");
        }

        throw new TimeoutException($"it did not say '{pattern}' within {limit}:\n{Output}");
    }

    /// <summary>Waits for it to end by itself; the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"it did not end within {limit}:\n{Output}");
        }

        return process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGTERM, as systemd sends it; the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        using (var kill = Process.Start("/bin/kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        IsStopped = true;
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await KillAsync();
        process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (output)
            output.Append(e.Data).Append('\n');
    }
}
