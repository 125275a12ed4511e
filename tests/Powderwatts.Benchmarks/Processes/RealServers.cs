using System.Globalization;
using System.Text.Json;
using Powderwatts.Benchmarks.Parts;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>A Mosquitto and an InfluxDB 1 of a round's own, with the limits of firmware-config/broker and the server's defaults, on free ports.</summary>
internal sealed class RealServers : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private RealServers()
    {
        (BrokerPort, var influxPort) = (Loopback.FreePort(), Loopback.FreePort());
        Influx = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{influxPort}"));
        var settings = File.ReadLines(Path.Combine(Checkout.Root, "firmware-config/broker/mosquitto.conf"))
            .Where(l => l.StartsWith("max_", StringComparison.Ordinal) && !l.StartsWith("max_connections", StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(folder.Path, "mosquitto.conf"),
            [.. settings, "persistence false", "allow_anonymous true", Environment.IsPrivilegedProcess ? "user root" : "", $"listener {BrokerPort} 127.0.0.1"]);
        File.WriteAllText(Path.Combine(folder.Path, "influxdb.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{Loopback.FreePort()}"
            [meta]
              dir = "{folder.Path}/meta"
            [data]
              dir = "{folder.Path}/data"
              wal-dir = "{folder.Path}/wal"
              query-log-enabled = false
            [monitor]
              store-enabled = false
            [http]
              bind-address = "127.0.0.1:{influxPort}"
              log-enabled = false
            """));
        Mosquitto = new MeasuredProcess("/usr/sbin/mosquitto", "-c", Path.Combine(folder.Path, "mosquitto.conf"));
        InfluxDb = new MeasuredProcess("/usr/bin/influxd", "-config", Path.Combine(folder.Path, "influxdb.conf"));
    }

    /// <summary>The broker.</summary>
    public MeasuredProcess Mosquitto { get; }

    /// <summary>The database.</summary>
    public MeasuredProcess InfluxDb { get; }

    /// <summary>The broker's port on 127.0.0.1.</summary>
    public int BrokerPort { get; }

    /// <summary>The database's address.</summary>
    public Uri Influx { get; }

    /// <summary>Starts both and waits until they take connections.</summary>
    public static async Task<RealServers> StartAsync(CancellationToken cancellationToken)
    {
        var servers = new RealServers();
        await Loopback.UntilListensAsync(servers.BrokerPort, cancellationToken);
        await Loopback.UntilListensAsync(servers.Influx.Port, cancellationToken);
        return servers;
    }

    /// <summary>The one number that a question is answered with.</summary>
    public async Task<long> AskAsync(string database, string question, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsync(new Uri(Influx, $"/query?db={database}&q={Uri.EscapeDataString(question)}"), null, cancellationToken);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        var result = document.RootElement.GetProperty("results")[0];
        return result.TryGetProperty("series", out var series) ? series[0].GetProperty("values")[0][1].GetInt64() : 0;
    }

    /// <summary>Posts a body of line protocol.</summary>
    public async Task WriteAsync(string database, byte[] lines, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(lines);
        using var answer = await http.PostAsync(new Uri(Influx, $"/write?db={database}&precision=ms"), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mosquitto.Dispose();
        InfluxDb.Dispose();
        http.Dispose();
        folder.Dispose();
    }
}
