using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>A process whose words, memory and processor time are looked at. Stopped by its pid.</summary>
internal sealed class MeasuredProcess : IDisposable
{
    private readonly Process process;
    private readonly List<(string Text, TimeSpan At)> lines = [];

    /// <summary>Starts it.</summary>
    public MeasuredProcess(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        StartedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Started = Stopwatch.GetTimestamp();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>When it was started, as a time stamp and as Unix milliseconds.</summary>
    public long Started { get; }

    /// <inheritdoc cref="Started"/>
    public long StartedAt { get; }

    /// <summary>Is it gone?</summary>
    public bool HasExited => process.HasExited;

    /// <summary>What it has said.</summary>
    public string Output
    {
        get
        {
            lock (lines)
                return lines.Aggregate(new StringBuilder(), (text, line) => text.AppendLine(line.Text)).ToString();
        }
    }

    /// <summary>Starts the program under test: the one that POWDERWATTS_PROGRAM names, else the ordinary Release build of this checkout.</summary>
    public static MeasuredProcess Program(params string[] arguments)
    {
        var named = Environment.GetEnvironmentVariable("POWDERWATTS_PROGRAM") ?? Path.Combine(Checkout.Root, "src/Powderwatts/bin/Release/net10.0/powderwatts.dll");
        string[] program = named.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", named] : [named];
        return new([.. program, .. arguments]);
    }

    /// <summary>Time since the start until a line of its output holds the words.</summary>
    public async Task<TimeSpan> UntilSaidAsync(string words, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(Started) < TimeSpan.FromMinutes(10))
        {
            var ended = process.HasExited;
            lock (lines)
            {
                if (lines.FindIndex(line => line.Text.Contains(words, StringComparison.Ordinal)) is var found and >= 0)
                    return lines[found].At;
            }

            if (ended)
                break;
            await Task.Delay(20, cancellationToken);
        }

        throw new TimeoutException($"it did not say '{words}':\n{Output}");
    }

    /// <summary>Waits for its end; throws when it fails.</summary>
    public async Task UntilDoneAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"it ended with {process.ExitCode}:\n{Output}");
    }

    /// <summary>Resident memory now and at most, MB.</summary>
    public (double Now, double Peak) ResidentMegabytes()
    {
        double Of(string key) => double.Parse(
            File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith(key, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024 / 1e6;
        return (Of("VmRSS:"), Of("VmHWM:"));
    }

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    /// <summary>Asks it to end, as `systemctl stop` does, and waits.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (lines)
            lines.Add((line, Stopwatch.GetElapsedTime(Started)));
    }
}
