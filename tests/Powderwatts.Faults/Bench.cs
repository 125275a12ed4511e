using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Powderwatts.Edge.Outbox;
using Powderwatts.Tests;

namespace Powderwatts.Faults;

/// <summary>The whole flow as people run it: `edge` and `collect` as processes, a real Mosquitto, a real InfluxDB (or SQLite).</summary>
internal sealed class Bench : IAsyncDisposable
{
    private const string Rest = "1h"; // a node that has nothing to sample any more, only to send
    private static readonly string[] circuits = ["gutter-north", "gutter-south", "valley-1", "valley-2", "ridge-a", "downspout"];

    private readonly TemporaryFolder folder = new();
    private readonly BenchOptions options;
    private readonly List<string> said = [];
    private ProgramProcess? edge;
    private ProgramProcess? collector;

    private Bench(BenchOptions options)
    {
        this.options = options;
        Broker = MosquittoServer.Prepare(options.BrokerSettings);
        Influx = options.Influx ? InfluxServer.PrepareIn(options.InfluxData, options.InfluxSettings) : null;
        if (options.Relays)
        {
            EdgeCable = new(Broker.Port);
            CollectorCable = new(Broker.Port);
            StoreCable = Influx is null ? null : new(Influx.Url.Port);
        }

        WriteRig(EdgeRig, EdgeCable?.Port ?? Broker.Port);
        WriteRig(CollectorRig, CollectorCable?.Port ?? Broker.Port);
    }

    public MosquittoServer Broker { get; }

    public InfluxServer? Influx { get; }

    /// <summary>Between edge and broker.</summary>
    public TcpRelay? EdgeCable { get; }

    /// <summary>Between collector and broker.</summary>
    public TcpRelay? CollectorCable { get; }

    /// <summary>Between collector and InfluxDB.</summary>
    public TcpRelay? StoreCable { get; }

    public ProgramProcess Edge => edge ?? throw new InvalidOperationException("the edge was not started");

    public ProgramProcess Collector => collector ?? throw new InvalidOperationException("the collector was not started");

    public string EdgeData => options.EdgeData ?? folder.File("edge");

    public string CollectorData => options.CollectorData ?? folder.File("collector");

    private string EdgeRig => folder.File("edge.yaml");

    private string CollectorRig => folder.File("collector.yaml");

    /// <summary>What edge and collector have said, all of their lives.</summary>
    public string Output => string.Join('\n', [.. said, edge?.Output ?? "", collector?.Output ?? ""]);

    /// <summary>Starts the servers; not the edge and not the collector.</summary>
    public static async Task<Bench> StartAsync(FaultRun run, BenchOptions options, CancellationToken cancellationToken)
    {
        var bench = new Bench(options);
        run.Output = () => bench.Output;
        try
        {
            await bench.Broker.StartAsync(cancellationToken);
            if (bench.Influx is not null)
                await bench.Influx.StartAgainAsync(cancellationToken);
            if (options.SetUp)
                await bench.SetUpAsync(cancellationToken);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>`collect --setup`.</summary>
    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        var (code, _, error) = await TheProgram.RunAsync(["collect", "--setup", "--config", CollectorRig, "--data", CollectorData], cancellationToken);
        if (code != 0)
            throw new InvalidOperationException($"collect --setup ended with {code}: {error}");
    }

    /// <summary>Starts the edge and waits for nothing.</summary>
    public void StartEdge(bool resting = false) =>
        edge = Keep(edge, ["edge", "--config", EdgeRig, "--data", EdgeData, "--interval", resting ? Rest : options.Interval], options.EdgeEnvironment);

    /// <summary>Starts the collector and waits for nothing.</summary>
    public void StartCollector() => collector = Keep(collector, ["collect", "--config", CollectorRig, "--data", CollectorData], null);

    /// <summary>The highest committed row. Only while no edge runs, or it may be behind.</summary>
    public long Committed() => Snapshot()?.Highest ?? 0;

    /// <summary>Rows that the outbox still holds.</summary>
    public long Unacknowledged() => Snapshot()?.Unacknowledged.Sum(r => r.To - r.From + 1) ?? 0;

    /// <summary>Stops the sampling, waits until the outbox is empty, and counts where every row is.</summary>
    public async Task FinishAsync(FaultRun run, long committedAtLeast, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        if (edge is { HasExited: false })
            await StopEdgeAsync(run, cancellationToken);
        StartEdge(resting: true);
        await DrainAsync(run, limit ?? TimeSpan.FromMinutes(10), cancellationToken);
        await StopEdgeAsync(run, cancellationToken);
        await CountAsync(run, committedAtLeast, cancellationToken);
    }

    /// <summary>Has the node send again what the store confirmed and lost; how many rows `audit` missed before.</summary>
    public async Task<long> ResendLostAsync(CancellationToken cancellationToken)
    {
        var (_, found, _) = await TheProgram.RunAsync(
            ["audit", "--config", CollectorRig, "--data", EdgeData, "--collector", CollectorData, "--json"], cancellationToken);
        var lost = JsonDocument.Parse(found).RootElement.GetProperty("missing").GetInt64();
        if (lost == 0)
            return 0;
        var (code, output, error) = await TheProgram.RunAsync(["outbox", "resend", "--since", "24h", "--data", EdgeData], cancellationToken);
        if (code != 0)
            throw new InvalidOperationException($"outbox resend ended with {code}: {output}{error}");
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken); // the node serves it within a second
        return lost;
    }

    /// <summary>Counts where every row is, past the product, and asks the product too.</summary>
    public async Task CountAsync(FaultRun run, long committedAtLeast, CancellationToken cancellationToken)
    {
        var committed = Committed();
        var (stored, points) = Influx is null ? CountSqlite() : await CountInfluxAsync(cancellationToken);
        var (code, output, error) = await TheProgram.RunAsync(
            ["audit", "--config", CollectorRig, "--data", EdgeData, "--collector", CollectorData, "--json"], cancellationToken);
        if (output.Length == 0)
            throw new InvalidOperationException($"audit ended with {code}: {error}");
        var outboxes = JsonDocument.Parse(output).RootElement.GetProperty("outboxes").EnumerateArray().ToArray();
        long Sum(string key) => outboxes.Sum(o => o.GetProperty(key).GetInt64());
        var (gap, dead) = (Sum("gap_rows"), Sum("dead_letters"));
        var audited = outboxes.Sum(o => o.GetProperty("missing").EnumerateArray().Sum(r => r[1].GetInt64() - r[0].GetInt64() + 1));
        var counted = gap + dead == 0 ? committed - stored : audited;
        run.Accounts = new(committed, stored, gap, dead, Math.Max(audited, counted), points - stored);
        run.Must(run.Accounts.Missing == 0 && code == 0, $"{run.Accounts.Missing} rows are missing; audit says: {output}");
        run.Must(run.Accounts.Doubles == 0, $"{run.Accounts.Doubles} points too many");
        run.Must(Sum("stored") == stored, $"audit found {Sum("stored")} rows in the store, counted are {stored}");
        run.Must(outboxes.Length > 1 || Sum("committed") == committed, $"audit says {Sum("committed")} committed, the outbox {committed}");
        run.Must(outboxes.Length > 1 || committed >= committedAtLeast, $"{committedAtLeast} rows were committed, later only {committed}");
        await CheckCountersAsync(run, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (edge is not null)
            await edge.DisposeAsync();
        if (collector is not null)
            await collector.DisposeAsync();
        foreach (var cable in new[] { EdgeCable, CollectorCable, StoreCable }.OfType<TcpRelay>())
            await cable.DisposeAsync();
        await Broker.DisposeAsync();
        if (Influx is not null)
            await Influx.DisposeAsync();
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    /// <summary>Waits until the outbox holds nothing that is not acknowledged.</summary>
    public async Task DrainAsync(FaultRun run, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        for (var told = TimeSpan.Zero; ; await Task.Delay(250, cancellationToken))
        {
            if (Edge.HasExited)
                throw new InvalidOperationException($"the edge ended by itself:\n{Edge.Output}");
            if (Snapshot() is { } outbox && outbox.Unacknowledged.IsEmpty)
                return;
            if (waited.Elapsed > limit)
                throw new TimeoutException($"{Unacknowledged()} rows stayed in the outbox for {limit}:\n{Output}");
            if (waited.Elapsed - told > TimeSpan.FromSeconds(20))
            {
                told = waited.Elapsed;
                run.Say($"{Unacknowledged():N0} rows on their way");
            }
        }
    }

    private async Task StopEdgeAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await Edge.WaitForAsync(@"Ctrl\+C stops", TimeSpan.FromMinutes(2), cancellationToken); // before that nobody listens to the signal yet
        var code = await Edge.StopAsync(cancellationToken);
        run.Must(code == 0 || (code == 143 && options.EdgeEnvironment is not null), $"the edge ended with {code}:\n{Edge.Output}"); // a faked clock ends the program's patience at once
    }

    private ProgramProcess Keep(ProgramProcess? before, string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        if (before is { HasExited: false })
            throw new InvalidOperationException($"{arguments[0]} runs already");
        if (before is not null)
            said.Add(before.Output);
        return ProgramProcess.Start(arguments, environment);
    }

    private OutboxSnapshot? Snapshot()
    {
        try
        {
            var file = Path.Combine(EdgeData, "outbox.sqlite");
            return File.Exists(file) ? OutboxSnapshot.Read(file) : null;
        }
        catch (OutboxException)
        {
            return null; // being made or opened this very moment
        }
    }

    private async Task<(long Stored, long Points)> CountInfluxAsync(CancellationToken cancellationToken)
    {
        var (stored, points) = (0L, 0L);
        // alarms are events of the node itself: their origin is live, also on a simulated roof
        foreach (var (measurement, database) in new[] { "circuit", "climate", "event", "gap" }.SelectMany(m => new[] { (m, "powderwatts_demo"), (m, "powderwatts") }))
        {
            var distinct = await NumberAsync(database, $"SELECT count(n) FROM (SELECT distinct(seq) AS n FROM {measurement})", cancellationToken);
            stored += distinct;
            // a gap row is one point a sensor
            points += measurement == "gap" ? distinct : await NumberAsync(database, $"SELECT count(seq) FROM {measurement}", cancellationToken);
        }

        return (stored, points);
    }

    private async Task<long> NumberAsync(string database, string question, CancellationToken cancellationToken) =>
        (await Influx!.QueryAsync(database, question, cancellationToken)) is [var row] ? long.Parse(row[1], CultureInfo.InvariantCulture) : 0;

    private (long Stored, long Points) CountSqlite()
    {
        var counts = new[] { "store-demo.sqlite", "store.sqlite" }.Select(name => Path.Combine(CollectorData, name)).Where(File.Exists).Select(CountSqlite).ToArray();
        return (counts.Sum(c => c.Stored), counts.Sum(c => c.Points));
    }

    /// <summary>Different sequences, and points, in one file of the embedded store.</summary>
    public static (long Stored, long Points) CountSqlite(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select (select count(distinct seq) from reading) + (select count(distinct seq) from gap), (select count(*) from reading) + (select count(distinct seq) from gap)";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>No energy counter may ever fall, in the order of sequences: the clock may have been set back meanwhile.</summary>
    private async Task CheckCountersAsync(FaultRun run, CancellationToken cancellationToken)
    {
        if (Influx is null)
            return;
        foreach (var circuit in circuits.Take(options.Sensors))
        {
            var rows = await Influx.QueryAsync("powderwatts_demo", $"SELECT seq, energy_wh FROM circuit WHERE sensor = '{circuit}'", cancellationToken);
            var counter = rows.Select(row => (N: double.Parse(row[1], CultureInfo.InvariantCulture), Wh: double.Parse(row[2], CultureInfo.InvariantCulture)))
                .OrderBy(row => row.N).Select(row => row.Wh).ToArray();
            var fell = counter.Zip(counter.Skip(1)).Count(pair => pair.Second < pair.First);
            run.Must(fell == 0, $"the counter of {circuit} fell {fell} times");
        }
    }

    private void WriteRig(string path, int broker) => File.WriteAllLines(path,
    [
        "version: 1",
        "site: { id: lodge, name: Lodge roof, zone: UTC }",
        "node: { id: booth-pi }",
        string.Create(CultureInfo.InvariantCulture, $"broker: {{ host: 127.0.0.1, port: {broker} }}"),
        Influx is null ? "store: { kind: sqlite }"
            : string.Create(CultureInfo.InvariantCulture, $"store: {{ kind: influx, version: 1, url: \"http://127.0.0.1:{StoreCable?.Port ?? Influx.Url.Port}\" }}"),
        "sensors:",
        .. circuits.Take(options.Sensors).Select((id, i) => string.Create(CultureInfo.InvariantCulture,
            $"  - {{ id: {id}, driver: ina226, bus: sim, address: 0x{0x40 + i:x}, shunt_ohms: 0.01, max_current_a: 8, rated_w: 20 }}")),
    ]);
}
