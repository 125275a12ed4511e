using System.Diagnostics;
using System.Text.Json;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>A web server in a process of its own: a booth, or the empty peer.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly MeasuredProcess process;
    private readonly HttpClient http;

    private ServerProcess(MeasuredProcess process, int port)
    {
        this.process = process;
        Address = new Uri($"http://127.0.0.1:{port}/");
        http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <inheritdoc cref="MeasuredProcess.Started"/>
    public long Started => process.Started;

    /// <inheritdoc cref="MeasuredProcess.StartedAt"/>
    public long StartedAt => process.StartedAt;

    /// <summary>Starts a booth.</summary>
    public static ServerProcess Booth(string data)
    {
        var port = Loopback.FreePort();
        return new(MeasuredProcess.Program("booth", "--data", data, "--listen", $"127.0.0.1:{port}", "--mqtt", "127.0.0.1:0"), port);
    }

    /// <summary>Starts the empty peer, in the build that this program is.</summary>
    public static ServerProcess Empty()
    {
        var port = Loopback.FreePort();
        string[] self = Machine.IsNative ? [Environment.ProcessPath!] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "Powderwatts.Benchmarks.dll")];
        return new(new MeasuredProcess([.. self, "empty", $"http://127.0.0.1:{port}"]), port);
    }

    /// <summary>Time since the start until an answer to the path satisfies; asked every 2 ms.</summary>
    public async Task<TimeSpan> UntilAsync(string path, Func<JsonElement, bool> holds, CancellationToken cancellationToken)
    {
        while (Stopwatch.GetElapsedTime(Started) < TimeSpan.FromMinutes(5) && !process.HasExited)
        {
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

        throw new TimeoutException($"no such answer to {path}:\n{process.Output}");
    }

    /// <inheritdoc cref="MeasuredProcess.UntilSaidAsync"/>
    public Task<TimeSpan> UntilSaidAsync(string words, CancellationToken cancellationToken) => process.UntilSaidAsync(words, cancellationToken);

    /// <inheritdoc cref="MeasuredProcess.ResidentMegabytes"/>
    public (double Now, double Peak) ResidentMegabytes() => process.ResidentMegabytes();

    /// <inheritdoc cref="MeasuredProcess.ProcessorTime"/>
    public TimeSpan ProcessorTime() => process.ProcessorTime();

    /// <inheritdoc cref="MeasuredProcess.StopAsync"/>
    public Task StopAsync(CancellationToken cancellationToken) => process.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Dispose();
        http.Dispose();
    }
}
