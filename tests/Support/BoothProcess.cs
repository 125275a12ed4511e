using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Powderwatts.Tests;

/// <summary>A booth in a process of its own, on free ports: the program as people run it. Killed by its pid.</summary>
internal sealed class BoothProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output;
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private BoothProcess(Process process, StringBuilder output, Uri dashboard, int mqttPort) =>
        (this.process, this.output, Dashboard, MqttPort) = (process, output, dashboard, mqttPort);

    /// <summary>The dashboard's address.</summary>
    public Uri Dashboard { get; }

    /// <summary>The broker's port.</summary>
    public int MqttPort { get; }

    /// <summary>Its process id.</summary>
    public int ProcessId => process.Id;

    /// <summary>What it has said so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    /// <summary>Starts a booth and waits until it says where it listens.</summary>
    public static async Task<BoothProcess> StartAsync(
        string data, string[] arguments, IReadOnlyDictionary<string, string>? environment, CancellationToken cancellationToken)
    {
        var start = TheProgram.StartInfo(["booth", "--data", data, "--listen", "127.0.0.1:0", "--mqtt", "127.0.0.1:0", .. arguments]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var output = new StringBuilder();
        var process = Process.Start(start)!;
        Collect(process.StandardOutput, output);
        Collect(process.StandardError, output);

        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(20, cancellationToken))
        {
            string text;
            lock (output)
                text = output.ToString();
            if (Word(text, "http://") is { } dashboard && Word(text, "mqtt://") is { } broker)
                return new BoothProcess(process, output, new Uri(dashboard), new Uri(broker).Port);
            if (process.HasExited)
                throw new InvalidOperationException($"the booth ended with {process.ExitCode}:\n{text}");
        }

        process.Kill();
        throw new TimeoutException($"the booth did not say where it listens within 60 s:\n{output}");
    }

    /// <summary>Asks the HTTP API.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        await http.GetFromJsonAsync<JsonElement>(new Uri(Dashboard, path), cancellationToken);

    /// <summary>Asks the HTTP API and gives the whole answer.</summary>
    public Task<HttpResponseMessage> RequestAsync(string path, CancellationToken cancellationToken) =>
        http.GetAsync(new Uri(Dashboard, path), cancellationToken);

    /// <summary>Waits for something to hold; fails with the booth's output when it does not in time.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> holds, TimeSpan limit, string what, CancellationToken cancellationToken)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < limit; await Task.Delay(100, cancellationToken))
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet, or not ready: asked again
            }
        }

        throw new TimeoutException($"not within {limit}: {what}\n{Output}");
    }

    /// <summary>Waits for `/readyz` to answer 200.</summary>
    public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => WaitUntilAsync(
        async () => (await RequestAsync("/readyz", cancellationToken)).IsSuccessStatusCode, TimeSpan.FromSeconds(60), "/readyz answers 200", cancellationToken);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        http.Dispose();
    }

    private static string? Word(string text, string prefix)
    {
        var at = text.IndexOf(prefix, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var end = text.AsSpan(at).IndexOfAny(" \r\n");
        return end < 0 ? null : text.Substring(at, end);
    }

    private static void Collect(StreamReader reader, StringBuilder output) => _ = Task.Run(async () =>
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output)
                output.Append(line).Append('\n');
        }
    });
}
