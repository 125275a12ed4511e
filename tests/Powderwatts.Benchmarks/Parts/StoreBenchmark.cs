using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>Writing chunks into the embedded store beside the bare library with the same table, and the two questions that read most rows.</summary>
internal static class StoreBenchmark
{
    private const int BatchRows = 500;
    private const int WrittenRows = 200_000;
    private const int DaySeconds = 24 * 60 * 60;
    private const long DayMs = DaySeconds * 1000L;
    private const int Questions = 11;

    private static readonly OutboxId outbox = OutboxId.Parse("0123456789abcdef0123456789abcdef");

    /// <summary>Runs the rounds, ours and the peer in turn.</summary>
    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var batches = Batches(WrittenRows).ToArray();
        var (ours, bare) = (new Figures("write, ours, 500 rows a commit", "readings/s"), new Figures("write, bare prepared statement, 500 rows a commit", "readings/s"));
        var floor = new Figures("append 4 KiB and sync it (the disk under both)", "ms");
        for (var round = -1; round < rounds; round++)
        {
            var (mine, theirs) = (await WriteAsync(batches, cancellationToken), WriteBare(batches));
            if (round < 0)
                continue; // the first warms up
            ours.Add(mine);
            bare.Add(theirs);
            floor.Add(Sync());
        }

        ours.Print();
        bare.Print();
        ours.PrintRatio("write, ours / bare", bare);
        floor.Print();
        await AskAsync(cancellationToken);
        Console.WriteLine($"load at the end {Machine.Load()}");
    }

    private static async Task AskAsync(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteStore.Open(folder.Path);
        foreach (var some in Batches(DaySeconds * CircuitReadings.Circuits).Chunk(40))
            await store.WriteAsync(some, cancellationToken);
        var file = new FileInfo(Path.Combine(folder.Path, SqliteStore.LiveFile)).Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"a day of 8 circuits at 1 Hz: {DaySeconds * CircuitReadings.Circuits:N0} readings, {(double)file / (DaySeconds * CircuitReadings.Circuits):0.0} bytes a reading"));

        var (from, to) = (CircuitReadings.Begin, CircuitReadings.Begin + DayMs);
        var history = new HistoryQuestion(new("lodge", "booth-pi", "gutter-1", Origin.Live), Quantity.PowerW, from, to, 288_000);
        var counters = new CounterQuestion("lodge", Origin.Live, [.. Enumerable.Range(0, 25).Select(hour => from + (hour * 3_600_000L))]);
        using var connection = SqliteConnections.Open(Path.Combine(folder.Path, SqliteStore.LiveFile), SqliteOpenMode.ReadOnly);
        BareStatement.Run(connection, "pragma mmap_size = 268435456");

        await CompareAsync("history of 24 h, 1 circuit, 86,400 rows, 300 buckets", async () => (await store.HistoryAsync(history, cancellationToken)).Buckets.Length,
            connection, $"select t / 288000, min(power_w), avg(power_w), max(power_w) from reading where series = 1 and t >= {from} and t < {to} group by 1");
        await CompareAsync("counters of 24 h by the hour, 8 circuits, 691,200 rows", async () => (await store.CountersAsync(counters, cancellationToken)).Count,
            connection, $"select series, t / 3600000, min(energy_wh), max(energy_wh) from reading where t >= {from} and t < {to} group by 1, 2");
    }

    private static async Task CompareAsync(string name, Func<Task<int>> ask, SqliteConnection connection, string sql)
    {
        var (ours, bare) = (new Figures($"{name}, ours", "ms"), new Figures($"{name}, SQL group by", "ms"));
        using var statement = new BareStatement(connection, sql);
        for (var i = -1; i < Questions; i++)
        {
            var since = Stopwatch.GetTimestamp();
            if (await ask() == 0)
                throw new InvalidOperationException($"{name}: no answer");
            var mine = Stopwatch.GetElapsedTime(since);
            since = Stopwatch.GetTimestamp();
            for (statement.Reset(); statement.Step();)
                _ = statement.Double(2);
            var theirs = Stopwatch.GetElapsedTime(since);
            if (i < 0)
                continue;
            ours.Add(mine.TotalMilliseconds);
            bare.Add(theirs.TotalMilliseconds);
        }

        ours.Print();
        bare.Print();
        ours.PrintRatio("  ours / SQL", bare);
    }

    private static async Task<double> WriteAsync(NodeBatch[] batches, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteStore.Open(folder.Path);
        var since = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
            await store.WriteAsync([batch], cancellationToken);
        return WrittenRows / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static double WriteBare(NodeBatch[] batches)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "bare.sqlite");
        using var connection = SqliteConnections.Open(path, SqliteOpenMode.ReadWriteCreate);
        BareStatement.Run(connection, "pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 4194304; pragma cache_size = -8192");
        SqliteSchema.Prepare(connection, path);
        var series = batches[0].Readings.Select(r => r.Reading.Sensor).Distinct().Select((sensor, i) => (sensor, i)).ToDictionary(s => s.sensor, s => s.i + 1L);
        foreach (var (sensor, id) in series)
            BareStatement.Run(connection, $"insert into series values({id}, 'lodge', 'booth-pi', '{sensor}', 'live', 'circuit')");
        using var put = new BareStatement(connection,
            "insert or replace into reading(series, t, power_w, voltage_v, current_a, energy_wh, quality, seq, outbox, interval_s, energy_from) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        var since = Stopwatch.GetTimestamp();
        foreach (var batch in batches)
        {
            BareStatement.Run(connection, "begin");
            foreach (ref readonly var row in batch.Readings.AsSpan())
            {
                put.Bind(1, series[row.Reading.Sensor]);
                put.Bind(2, row.Reading.T);
                for (var quantity = 0; quantity < 4; quantity++)
                {
                    row.Reading.Values.TryGet((Quantity)quantity, out var value);
                    put.Bind(3 + quantity, value);
                }

                put.Bind(7, 0L);
                put.Bind(8, row.N);
                put.Bind(9, 1_250_999_896_491L);
                put.Bind(10, 1.0);
                put.Bind(11, row.Reading.EnergyFrom!.Value);
                put.Step();
                put.Reset();
            }

            BareStatement.Run(connection, "commit");
        }

        return WrittenRows / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static double Sync()
    {
        using var folder = new TemporaryFolder();
        using var file = new FileStream(Path.Combine(folder.Path, "floor"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var (page, each) = (new byte[4096], new Figures("", ""));
        for (var i = 0; i < 100; i++)
        {
            var since = Stopwatch.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            each.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return each.Median;
    }

    private static IEnumerable<NodeBatch> Batches(int rows)
    {
        var n = 0L;
        foreach (var some in CircuitReadings.Take(rows).Chunk(BatchRows))
            yield return new NodeBatch("lodge", "booth-pi", outbox, [.. some.Select(reading => new Numbered(++n, reading))], []);
    }
}
