using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Powderwatts.SystemTests.Processes;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Edge;

/// <summary>The wall clock of a running edge is stepped by libfaketime; its monotonic clock is left alone.</summary>
public sealed class SteppedClockTests
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_of_the_clock_change_no_energy_and_no_order_and_the_link_is_back_within_10_s()
    {
        using var clock = new FakedClock();
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port, sensors: 1);
        await using var collector = await flow.CollectAsync(Token);
        clock.Set("+0");
        var edge = await flow.EdgeAsync("100ms", clock.Environment, Token);
        try
        {
            await edge.WaitForAsync("Connected to broker", TimeSpan.FromSeconds(60), Token);
            var stored = Path.Combine(flow.CollectorData, "store-demo.sqlite");
            await GrowsAsync(stored, TimeSpan.FromSeconds(60));
            foreach (var step in (string[])["+3h", "-1h", "+0"])
            {
                clock.Set(step);
                await Task.Delay(TimeSpan.FromSeconds(1), Token);
                await GrowsAsync(stored, TimeSpan.FromSeconds(10));
                await Task.Delay(TimeSpan.FromSeconds(3), Token);
            }

            await edge.KillAsync();
            edge = await flow.EdgeAsync("1h", Token); // only sends
            var (exitCode, outbox) = await flow.DrainedAsync(edge, collector, Token);
            Assert.Equal((0, 0), (exitCode, outbox.GetProperty("unacknowledged").GetInt64()));
            Check(stored, from: 43_201);
        }
        finally
        {
            await edge.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_start_with_a_clock_of_last_year_loses_nothing_and_its_rows_get_true_time_when_it_is_set()
    {
        using var clock = new FakedClock();
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port, sensors: 1);
        await using var collector = await flow.CollectAsync(Token);
        await using (var first = await flow.EdgeAsync("1h", Token)) // makes the history of a first start
        {
            await first.WaitForAsync("readings are in the store", TimeSpan.FromSeconds(60), Token);
            Assert.Equal(0, await first.StopAsync(Token));
        }

        clock.Set("@2025-12-31 12:00:00");
        await using var edge = await flow.EdgeAsync("200ms", clock.Environment, Token);
        await edge.WaitForAsync("Connected to broker", TimeSpan.FromSeconds(60), Token);
        await WaitingAsync(flow.EdgeData, 10);
        var stored = Path.Combine(flow.CollectorData, "store-demo.sqlite");
        var before = Scalar(stored, "select max(seq) from reading");
        Assert.InRange(before, 43_200, 43_203); // what was taken since waits
        var set = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        clock.Set("+0");
        await GrowsAsync(stored, TimeSpan.FromSeconds(10));
        await edge.KillAsync();

        await using var sender = await flow.EdgeAsync("1h", Token);
        var (exitCode, _) = await flow.DrainedAsync(sender, collector, Token);
        Assert.Equal(0, exitCode);
        Check(stored, from: before + 1);
        Assert.Equal(0, Scalar(stored, $"select count(*) from reading where seq > {before} and quality <> 0"));
        Assert.InRange(Scalar(stored, $"select min(t) from reading where seq > {before}"), set - 60_000, set); // before it was set
    }

    // by sequence: the counter never falls, no instant is there twice, and every step back is one of the wall clock
    private static void Check(string stored, long from)
    {
        using var connection = Open(stored);
        using var command = connection.CreateCommand();
        command.CommandText = "select seq, t, energy_wh, energy_from from reading where seq >= $from and energy_wh is not null order by seq";
        command.Parameters.AddWithValue("$from", from);
        using var reader = command.ExecuteReader();
        var (energy, rows, counters) = (double.MinValue, 0, new HashSet<double>());
        while (reader.Read())
        {
            Assert.True(reader.GetDouble(2) >= energy, string.Create(CultureInfo.InvariantCulture, $"the counter fell at row {reader.GetDouble(0)}"));
            energy = reader.GetDouble(2);
            counters.Add(reader.GetDouble(3));
            rows++;
        }

        Assert.True(rows > 10, $"only {rows} rows");
        Assert.Single(counters);
    }

    private static async Task GrowsAsync(string stored, TimeSpan within)
    {
        var since = Stopwatch.StartNew();
        var before = File.Exists(stored) ? Scalar(stored, "select max(seq) from reading") : 0;
        while (!File.Exists(stored) || Scalar(stored, "select max(seq) from reading") <= before)
        {
            Assert.True(since.Elapsed < within, $"nothing was stored for {within}");
            await Task.Delay(100, Token);
        }
    }

    private static async Task WaitingAsync(string data, int rows)
    {
        for (var since = Stopwatch.StartNew(); ; await Task.Delay(500, Token))
        {
            var (_, output, _) = await TheProgram.RunAsync(["outbox", "status", "--data", data, "--json"], Token);
            if (JsonDocument.Parse(output).RootElement.GetProperty("outboxes")[0].GetProperty("waiting").GetInt64() >= rows)
                return;
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(60), output);
        }
    }

    private static long Scalar(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>libfaketime's file: a running process follows it.</summary>
    private sealed class FakedClock : IDisposable
    {
        private readonly TemporaryFolder folder = new();

        public FakedClock() => Assert.SkipUnless(File.Exists(Library), "libfaketime is not installed");

        public Dictionary<string, string> Environment => new()
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = folder.File("now"),
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        };

        public void Set(string when)
        {
            File.WriteAllText(folder.File("now.new"), when + "\n");
            File.Move(folder.File("now.new"), folder.File("now"), overwrite: true);
        }

        public void Dispose() => folder.Dispose();
    }
}
