using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Benchmarks.Parts;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Influx;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>
/// The data path as it is deployed: `edge` with a full outbox, a real Mosquitto, `collect`, a real InfluxDB, each a process of its own.
/// The ceiling, in the same round: the same rows as ready lines, posted straight to the same InfluxDB.
/// </summary>
internal static class ChunksBenchmark
{
    private const int Rows = 200_000;
    private const int CommitRows = 500;
    private const int LinesOfARequest = 5000; // as the collector's
    private const string Site = "lodge";
    private const string Node = "booth-pi";

    /// <summary>Runs the rounds, each with new servers and the same outbox.</summary>
    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var full = new TemporaryFolder();
        var (outbox, readings) = Fill(full.Path);
        var bodies = Lines(outbox, readings);

        var (rate, ceiling) = (new Figures("outbox to InfluxDB, acknowledged", "readings/s"), new Figures("ceiling: ready lines posted to InfluxDB", "readings/s"));
        var whole = new Figures("start of edge to the last acknowledgement", "s");
        string[] parts = ["edge", "mosquitto", "collect", "influxd"];
        var processor = parts.Select(p => new Figures($"processor time, {p}", "us a reading")).ToArray();
        var memory = parts.Select(p => new Figures($"resident memory, peak, {p}", "MB")).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            using var servers = await RealServers.StartAsync(cancellationToken);
            using var data = new TemporaryFolder();
            var rig = await WriteRigAsync(servers, data.Path, cancellationToken);
            using (var setup = MeasuredProcess.Program("collect", "--setup", "--config", rig))
                await setup.UntilDoneAsync(cancellationToken);
            Copy(full.Path, Path.Combine(data.Path, "edge"));
            using var collect = MeasuredProcess.Program("collect", "--config", rig, "--data", Path.Combine(data.Path, "collector"));
            await collect.UntilSaidAsync("Connected to broker", cancellationToken);
            await using var rows = new AcknowledgedRows(servers.BrokerPort, Site, Node, Rows);
            await rows.UntilListensAsync(cancellationToken);
            using var edge = MeasuredProcess.Program("edge", "--config", rig, "--data", Path.Combine(data.Path, "edge"), "--interval", "1h");
            MeasuredProcess[] all = [edge, servers.Mosquitto, collect, servers.InfluxDb];
            await rows.UntilFirstAsync(cancellationToken);
            var before = all.Select(p => p.ProcessorTime()).ToArray();
            await rows.UntilAllAsync(cancellationToken);
            var after = all.Select(p => p.ProcessorTime()).ToArray();

            var stored = await servers.AskAsync("powderwatts", "SELECT count(n) FROM (SELECT distinct(seq) AS n FROM circuit)", cancellationToken);
            if (stored != Rows)
                throw new InvalidOperationException($"{stored} of {Rows} rows are in InfluxDB\n{edge.Output}\n{collect.Output}");
            var peaks = all.Select(p => p.ResidentMegabytes().Peak).ToArray();
            await edge.StopAsync(cancellationToken);
            await collect.StopAsync(cancellationToken);
            var straight = await PostAsync(servers, bodies, cancellationToken);
            if (round >= 0) // the first warms up the disk's cache
            {
                var timed = Rows - rows.First.Rows;
                rate.Add(timed / Stopwatch.GetElapsedTime(rows.First.At, rows.LastAt).TotalSeconds);
                ceiling.Add(straight);
                whole.Add(Stopwatch.GetElapsedTime(edge.Started, rows.LastAt).TotalSeconds);
                for (var i = 0; i < parts.Length; i++)
                {
                    processor[i].Add((after[i] - before[i]).TotalMicroseconds / timed);
                    memory[i].Add(peaks[i]);
                }
            }
        }

        rate.Print();
        ceiling.Print();
        rate.PrintRatio("ours / ceiling", ceiling);
        whole.Print();
        foreach (var figures in processor.Concat(memory))
            figures.Print();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} readings a round, {rounds} rounds; load at the end {Machine.Load()}"));
    }

    // an outbox as a node leaves it that could not send for hours: made by the node's own code
    private static (OutboxId Id, Reading[] Readings) Fill(string folder)
    {
        var shift = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - CircuitReadings.Begin - (1000L * (Rows / CircuitReadings.Circuits)) - 60_000;
        var readings = CircuitReadings.Take(Rows).Select(r => r with { T = r.T + shift, EnergyFrom = r.EnergyFrom + shift }).ToArray();
        using var outbox = NodeOutbox.Open(folder, MachineIdentity.Read(folder), TimeProvider.System, NullLogger.Instance);
        foreach (var commit in readings.Chunk(CommitRows))
            outbox.Commit(commit, [.. commit.TakeLast(CircuitReadings.Circuits).Select(r => new CounterState(r.Sensor, r.Values[Quantity.EnergyWh]!.Value, r.EnergyFrom!.Value, r.T))]);
        return (outbox.Id, readings);
    }

    private static List<byte[]> Lines(OutboxId outbox, Reading[] readings)
    {
        var bodies = new List<byte[]>();
        var n = 0L;
        foreach (var request in readings.Chunk(LinesOfARequest))
        {
            var lines = new ArrayBufferWriter<byte>();
            foreach (var reading in request)
                LineProtocol.Write(lines, Site, Node, outbox.First12, new Numbered(++n, reading));
            bodies.Add(lines.WrittenSpan.ToArray());
        }

        return bodies;
    }

    private static async Task<double> PostAsync(RealServers servers, List<byte[]> bodies, CancellationToken cancellationToken)
    {
        await servers.AskAsync("", "CREATE DATABASE ceiling", cancellationToken);
        var since = Stopwatch.GetTimestamp();
        foreach (var body in bodies)
            await servers.WriteAsync("ceiling", body, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var stored = await servers.AskAsync("ceiling", "SELECT count(seq) FROM circuit", cancellationToken);
        return stored == Rows ? Rows / seconds : throw new InvalidOperationException($"{stored} of {Rows} lines are in InfluxDB");
    }

    private static async Task<string> WriteRigAsync(RealServers servers, string folder, CancellationToken cancellationToken)
    {
        var rig = Path.Combine(folder, "rig.yaml");
        await File.WriteAllLinesAsync(rig,
        [
            "version: 1",
            $"site: {{ id: {Site}, name: Lodge, zone: UTC }}",
            $"node: {{ id: {Node} }}",
            string.Create(CultureInfo.InvariantCulture, $"broker: {{ port: {servers.BrokerPort} }}"),
            $"store: {{ kind: influx, version: 1, url: {servers.Influx} }}",
            "sensors:",
            "  - { id: spare, driver: ina226, bus: sim, address: 0x40, shunt_ohms: 0.01, max_current_a: 8 }",
        ], cancellationToken);
        return rig;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
