using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>A server in a process of its own: a booth, or the empty peer. Stopped by its pid.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly List<(string Text, TimeSpan At)> lines = [];
    private readonly HttpClient http;

    private ServerProcess(string[] command, int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        StartedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Started = Stopwatch.GetTimestamp();
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>When it was started, as a time stamp and as Unix milliseconds.</summary>
    public long Started { get; }

    /// <inheritdoc cref="Started"/>
    public long StartedAt { get; }

    /// <summary>Starts a booth: the one that POWDERWATTS_PROGRAM names, else the ordinary Release build of this checkout.</summary>
    public static ServerProcess Booth(string data)
    {
        var port = FreePort();
        var named = Environment.GetEnvironmentVariable("POWDERWATTS_PROGRAM") ?? Path.Combine(Checkout.Root, "src/Powderwatts/bin/Release/net10.0/powderwatts.dll");
        string[] program = named.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", named] : [named];
        return new([.. program, "booth", "--data", data, "--listen", $"127.0.0.1:{port}", "--mqtt", "127.0.0.1:0"], port);
    }

    /// <summary>Starts the empty peer, in the build that this program is.</summary>
    public static ServerProcess Empty()
    {
        var port = FreePort();
        string[] self = Machine.IsNative ? [Environment.ProcessPath!] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "Powderwatts.Benchmarks.dll")];
        return new([.. self, "empty", $"http://127.0.0.1:{port}"], port);
    }

    /// <summary>Time since the start until an answer to the path satisfies; asked every 2 ms.</summary>
    public async Task<TimeSpan> UntilAsync(string path, Func<JsonElement, bool> holds, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(Started) < TimeSpan.FromMinutes(5))
        {
            if (process.HasExited)
                break;
            try
            {
                using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(path, cancellationToken));
                if (holds(answer.RootElement))
                    return Stopwatch.GetElapsedTime(Started);
            }
            catch (HttpRequestException)
            {
                // does not listen yet
            }

            await Task.Delay(2, cancellationToken);
        }

        throw new TimeoutException($"no such answer to {path}:\n{Output()}");
    }

    /// <summary>Time since the start until a line of its output holds the words.</summary>
    public async Task<TimeSpan> UntilSaidAsync(string words, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(Started) < TimeSpan.FromMinutes(10) && !process.HasExited)
        {
            lock (output)
            {
                if (lines.FindIndex(line => line.Text.Contains(words, StringComparison.Ordinal)) is var found and >= 0)
                    return lines[found].At;
            }

            await Task.Delay(20, cancellationToken);
        }

        throw new TimeoutException($"it did not say '{words}':\n{Output()}");
    }

    /// <summary>Resident memory now and at most, MB.</summary>
    public (double Now, double Peak) ResidentMegabytes()
    {
        double Of(string key) => double.Parse(
            File.ReadLines($"/proc/{process.Id}/status").First(l => l.StartsWith(key, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture) * 1024 / 1e6;
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
        using var terminate = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
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
        http.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (output)
        {
            output.AppendLine(line);
            lines.Add((line, Stopwatch.GetElapsedTime(Started)));
        }
    }

    private string Output()
    {
        lock (output)
            return output.ToString();
    }
}
