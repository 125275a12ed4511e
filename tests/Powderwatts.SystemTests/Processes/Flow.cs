using System.Globalization;
using System.Text.Json;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

/// <summary>A rig and the folders of its separate processes.</summary>
internal sealed class Flow : IDisposable
{
    private static readonly string[] circuits = ["gutter-north", "gutter-south", "valley-1", "valley-2", "ridge-a", "downspout"];
    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Dictionary<string, string>> environments = new(StringComparer.Ordinal);

    /// <summary>Writes the rig.</summary>
    /// <param name="broker">The broker's port.</param>
    /// <param name="influx">InfluxDB; null for SQLite.</param>
    /// <param name="sensors">How many circuits.</param>
    /// <param name="more">What else `broker:` says, beginning with a comma.</param>
    public Flow(int broker, Uri? influx = null, int sensors = 6, string more = "") => File.WriteAllLines(Rig,
    [
        "version: 1",
        "site: { id: lodge, name: Lodge roof, zone: UTC }",
        "node: { id: booth-pi }",
        string.Create(CultureInfo.InvariantCulture, $"broker: {{ host: 127.0.0.1, port: {broker}{more} }}"),
        influx is null ? "store: { kind: sqlite }" : $"store: {{ kind: influx, version: 1, url: {influx} }}",
        "sensors:",
        .. circuits.Take(sensors).Select((id, i) => string.Create(CultureInfo.InvariantCulture,
            $"  - {{ id: {id}, driver: ina226, bus: sim, address: 0x{0x40 + i:x}, shunt_ohms: 0.01, max_current_a: 8, rated_w: 20 }}")),
    ]);

    public string Rig => folder.File("rig.yaml");

    public string EdgeData => folder.File("edge");

    public string CollectorData => folder.File("collector");

    public Task<ProgramProcess> EdgeAsync(string interval, CancellationToken cancellationToken, string says = "Ctrl\\+C stops") =>
        StartAsync(["edge", "--config", Rig, "--data", EdgeData, "--interval", interval], says, cancellationToken);

    /// <summary>An edge under a clock of its own.</summary>
    public Task<ProgramProcess> EdgeAsync(string interval, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        ProgramProcess.StartAsync(["edge", "--config", Rig, "--data", EdgeData, "--interval", interval], "Ctrl\\+C stops", cancellationToken, environment);

    public Task<ProgramProcess> CollectAsync(CancellationToken cancellationToken, params string[] more) =>
        StartAsync(["collect", "--config", Rig, "--data", CollectorData, .. more], "Connected to broker", cancellationToken);

    /// <summary>A collector that cannot connect yet.</summary>
    public Task<ProgramProcess> WaitingCollectorAsync(CancellationToken cancellationToken) =>
        StartAsync(["collect", "--config", Rig, "--data", CollectorData], "Ctrl\\+C stops", cancellationToken);

    public Task<ProgramProcess> DashboardAsync(CancellationToken cancellationToken) =>
        StartAsync(["dashboard", "--config", Rig, "--data", CollectorData, "--listen", "127.0.0.1:0"], "Dashboard  http", cancellationToken);

    /// <summary>Sets `POWDERWATTS__SECTION__KEY` for one verb alone, as each part has secrets of its own.</summary>
    public Flow Give(string verb, string key, string value)
    {
        if (!environments.TryGetValue(verb, out var environment))
            environments[verb] = environment = new(StringComparer.Ordinal);
        environment["POWDERWATTS__" + key] = value;
        return this;
    }

    /// <summary>Runs a verb to its end, with what it was given.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments, CancellationToken cancellationToken, string? like = null) =>
        TheProgram.RunAsync([.. arguments, "--config", Rig], cancellationToken, environments.GetValueOrDefault(like ?? arguments[0]));

    /// <summary>`doctor --json` with the secrets of a verb and its data folder: the exit code and the findings.</summary>
    public async Task<(int ExitCode, List<JsonElement> Findings)> DoctorAsync(string like, string data, CancellationToken cancellationToken)
    {
        var (code, output, error) = await RunAsync(["doctor", "--data", data, "--json"], cancellationToken, like);
        Assert.True(output.Length > 0, error);
        return (code, [.. JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray()]);
    }

    /// <summary>`audit --json`: its exit code and what it found of the one outbox.</summary>
    public async Task<(int ExitCode, JsonElement Outbox)> AuditAsync(CancellationToken cancellationToken)
    {
        var (code, output, error) = await RunAsync(["audit", "--data", EdgeData, "--collector", CollectorData, "--json"], cancellationToken);
        Assert.True(output.Length > 0, error);
        return (code, JsonDocument.Parse(output).RootElement.GetProperty("outboxes")[0]);
    }

    /// <summary>Audits until nothing is on its way any more; no node may be sampling.</summary>
    public async Task<(int ExitCode, JsonElement Outbox)> DrainedAsync(ProgramProcess edge, ProgramProcess collector, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            var audit = await AuditAsync(cancellationToken);
            Assert.True(audit.ExitCode == 0, $"rows are missing: {audit.Outbox}");
            if (audit.Outbox.GetProperty("unacknowledged").GetInt64() == 0)
                return audit;
            Assert.True(tries < 120, $"rows stay in the outbox: {audit.Outbox}\n{edge.Output}\n{collector.Output}");
            await Task.Delay(1000, cancellationToken);
        }
    }

    public void Dispose() => folder.Dispose();

    private Task<ProgramProcess> StartAsync(string[] arguments, string says, CancellationToken cancellationToken) =>
        ProgramProcess.StartAsync(arguments, says, cancellationToken, environments.GetValueOrDefault(arguments[0]));
}
