using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Powderwatts.Store.Influx;

namespace Powderwatts.Tests;

/// <summary>An InfluxDB 1 of a test's own: free loopback ports, a settings file and data in a folder that is gone afterwards.</summary>
internal sealed class InfluxServer : IAsyncDisposable
{
    private static readonly string[] places = ["/usr/bin/influxd", "/usr/local/bin/influxd", "/opt/homebrew/bin/influxd"];

    private readonly string folder;
    private readonly StringBuilder log = new();
    private readonly string executable;
    private readonly HttpClient client = new();
    private Process? process;
    private bool keepsFolder;

    private InfluxServer(string executable, int port, string? data)
    {
        this.executable = executable;
        folder = data ?? Directory.CreateTempSubdirectory("powderwatts-influx-").FullName;
        Url = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    /// <summary>Its address; the same after a restart.</summary>
    public Uri Url { get; }

    /// <summary>What to give a store.</summary>
    public InfluxOptions Options => new() { Url = Url };

    /// <summary>What the server has said so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Starts a server. Skips the test where there is none.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="httpSettings">Lines for the section `[http]`, as `auth-enabled = true` or `max-body-size = 20000`.</param>
    public static async Task<InfluxServer> StartAsync(CancellationToken cancellationToken, params string[] httpSettings)
    {
        var server = Prepare(httpSettings);
        try
        {
            await server.StartAgainAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>All is ready but the server itself: for tests that begin without one.</summary>
    public static InfluxServer Prepare(params string[] httpSettings) => PrepareIn(null, httpSettings);

    /// <summary>The same with its files in a folder that is there already, and stays.</summary>
    public static InfluxServer PrepareIn(string? data, params string[] httpSettings)
    {
        var executable = Array.Find(places, File.Exists);
        if (executable is null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail("cannot find influxd: install the package 'influxdb'");
            Assert.Skip("influxd (InfluxDB 1) is not installed");
        }

        var server = new InfluxServer(executable, FreePort(), data) { keepsFolder = data is not null };
        File.WriteAllText(Path.Combine(server.folder, "influxdb.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{FreePort()}"
            [meta]
              dir = "{server.folder}/meta"
            [data]
              dir = "{server.folder}/data"
              wal-dir = "{server.folder}/wal"
              query-log-enabled = false
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{server.Url.Port}"
              log-enabled = false
              {string.Join("\n  ", httpSettings)}
            """));
        return server;
    }

    /// <summary>Starts it, for the first time or again, and waits until it answers.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(executable, ["-config", Path.Combine(folder, "influxdb.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        process = Process.Start(start) ?? throw new InvalidOperationException($"cannot start '{executable}'");
        process.ErrorDataReceived += Keep;
        process.OutputDataReceived += Keep;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Url, "/ping"), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.NoContent)
                    return;
            }
            catch (HttpRequestException) when (!process.HasExited && tries < 1000)
            {
                // not up yet
            }

            if (process.HasExited || tries >= 1000)
                throw new InvalidOperationException($"influxd did not start at {Url}: {Log}");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Its process id; it must be running.</summary>
    public int ProcessId => process!.Id;

    /// <summary>Kills it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        process = null;
    }

    /// <summary>Writes lines past our own writer.</summary>
    public async Task WriteAsync(string database, string lines, CancellationToken cancellationToken)
    {
        using var content = new StringContent(lines);
        using var answer = await client.PostAsync(new Uri(Url, $"/write?db={database}&precision=ms"), content, cancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Asks something past our own reader; the first statement's rows, each value as text.</summary>
    public async Task<List<string[]>> QueryAsync(string? database, string question, CancellationToken cancellationToken)
    {
        var place = new Uri(Url, $"/query?db={database}&epoch=ms&q={Uri.EscapeDataString(question)}");
        using var answer = await client.PostAsync(place, null, cancellationToken);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        var result = document.RootElement.GetProperty("results")[0];
        Assert.False(result.TryGetProperty("error", out var error), error.ToString());
        return !result.TryGetProperty("series", out var series)
            ? []
            : [.. series.EnumerateArray().SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(row => row.EnumerateArray().Select(v => v.ToString()).ToArray())];
    }

    /// <summary>Gives an order as a user.</summary>
    public async Task AskAsync(string user, string order, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Url, $"/query?q={Uri.EscapeDataString(order)}"));
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        using var answer = await client.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(answer.IsSuccessStatusCode && !text.Contains("\"error\"", StringComparison.Ordinal), text);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        client.Dispose();
        if (!keepsFolder)
            Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        lock (log)
            log.AppendLine(e.Data);
    }
}
