using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Compose;

/// <summary>
/// docker-compose.yml without containers: its command lines, environment, settings and secrets, with loopback addresses in place of
/// service names, and InfluxDB 1 in place of 2.
/// </summary>
public sealed class FlowTests : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(120);

    private readonly TemporaryFolder folder = new();
    private readonly ComposeFile compose = new();
    private readonly List<Process> processes = [];
    private readonly ConcurrentQueue<string> said = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(20) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_services_command_lines_run_against_each_other_and_their_health_checks_hold()
    {
        Assert.Equal(0, (await Script.RunAsync("secrets.sh", [folder.File("secrets")], Token)).ExitCode);
        Directory.CreateDirectory(folder.File("run"));
        foreach (var (name, file) in compose.Secrets)
            File.Copy(Path.Combine(folder.File("secrets"), Path.GetRelativePath("secrets", file)), Path.Combine(folder.File("run"), name));
        await using var broker = await MosquittoServer.StartWholeAsync(port => ComposeBroker.Settings(folder.File("secrets"), folder.Path, port), Token);
        await using var influx = await InfluxServer.StartAsync(Token);
        var port = FreePort();
        var rig = (await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "firmware-config", "rigs", "compose.yaml"), Token))
            .Replace("host: mosquitto, port: 1883", $"host: 127.0.0.1, port: {broker.Port}", StringComparison.Ordinal)
            .Replace("http://influxdb:8086", influx.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace("version: 2", "version: 1", StringComparison.Ordinal)
            .Replace("/run/secrets", folder.File("run"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("powderwatts.yaml"), rig, Token);

        // in the order of depends_on
        using var setup = Start("setup", port);
        await setup.WaitForExitAsync(Token).WaitAsync(patience, Token);
        Assert.True(setup.ExitCode == 0, string.Join('\n', said));
        Assert.Equal(["powderwatts", "powderwatts_demo"], (await influx.QueryAsync(null, "SHOW DATABASES", Token)).Select(r => r[0]).Order());
        Start("collector", port);
        Start("edge", port);
        Start("dashboard", port);

        var dashboard = new Uri($"http://127.0.0.1:{port}");
        await UntilAsync("the dashboard shows eight sensors, all well", async () =>
        {
            var now = await http.GetFromJsonAsync<JsonElement>(new Uri(dashboard, "/api/v1/now"), Token);
            var sensors = now.GetProperty("sensors").EnumerateArray().ToArray();
            return now.GetProperty("mode").GetString() == "sim" && sensors.Length == 8 && sensors.All(s => s.GetProperty("status").GetString() == "ok");
        });
        await UntilAsync("the dashboard is ready", async () => (await http.GetAsync(new Uri(dashboard, "/readyz"), Token)).StatusCode == HttpStatusCode.OK);
        await UntilAsync("rows are in the store", async () => await CountAsync(influx) > 0);
        await UntilAsync("the board's circuits have a value now", async () =>
        {
            var query = new GrafanaBoard(GrafanaBoard.Files.Single()).Queries.First(q => q.Title == "Circuits now");
            var choices = new Dictionary<string, string> { ["site"] = "lodge", ["origin"] = "sim", ["circuit"] = "(.*)" };
            return (await influx.QueryAsync("powderwatts_demo", GrafanaBoard.Fill(query.Query, choices, query.From, TimeProvider.System.GetUtcNow()), Token)).Count == 6;
        });
        Assert.Empty(await influx.QueryAsync("powderwatts", "SHOW MEASUREMENTS", Token));

        await CheckAsync("dashboard", "8080", port);
        await CheckAsync("collector", "1883", broker.Port);
        await CheckAsync("edge", "/data", folder.File("edge"));
        Assert.All(processes.Skip(1), process => Assert.False(process.HasExited));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            try
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
            catch (InvalidOperationException)
            {
                // it has ended, or was disposed of by the test
            }

            process.Dispose();
        }

        http.Dispose();
        folder.Dispose();
    }

    private static async Task<long> CountAsync(InfluxServer influx)
    {
        var rows = await influx.QueryAsync("powderwatts_demo", "SELECT count(\"power_w\") FROM \"circuit\"", Token);
        return rows.Count == 0 ? 0 : long.Parse(rows[0][1], CultureInfo.InvariantCulture);
    }

    /// <summary>A service's own command line and environment, with this test's paths and ports.</summary>
    private Process Start(string name, int port)
    {
        var service = compose.Service(name);
        var start = TheProgram.StartInfo(
        [
            .. ComposeFile.Command(service).Select(word => word switch
            {
                "/etc/powderwatts/powderwatts.yaml" => folder.File("powderwatts.yaml"),
                "/data" => folder.File(name),
                "0.0.0.0:8080" => $"127.0.0.1:{port}",
                _ => word,
            }),
        ]);
        foreach (var (key, value) in ComposeFile.Environment(service))
            start.Environment[key] = value.Replace("/run/secrets", folder.File("run"), StringComparison.Ordinal);
        var process = Process.Start(start)!;
        processes.Add(process);
        process.OutputDataReceived += (_, line) => said.Enqueue($"{name}: {line.Data}");
        process.ErrorDataReceived += (_, line) => said.Enqueue($"{name}: {line.Data}");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Runs a service's health check as the file says it, with one word replaced.</summary>
    private async Task CheckAsync(string name, string word, object replacement)
    {
        var test = YamlFile.Texts(compose.Service(name), "healthcheck", "test");
        Assert.Equal(word, test[^1]);
        var result = await Script.RunAsync("healthcheck.sh", [test[3], FormattableString.Invariant($"{replacement}")], Token);
        Assert.Equal((0, ""), result);
    }

    private async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < patience; await Task.Delay(200, Token))
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        Assert.Fail($"not within {patience}: {what}\n{string.Join('\n', said)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
