using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class OutboxWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));
    private readonly HealthBoard health;
    private readonly NodeOutbox outbox;
    private readonly OutboxWriter writer;
    private readonly List<long> commits = [];

    public OutboxWriterTests()
    {
        health = new HealthBoard(time);
        outbox = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);
        outbox.Committed += n =>
        {
            lock (commits)
                commits.Add(n);
        };
        writer = new OutboxWriter(outbox, health, time, NullLogger<OutboxWriter>.Instance);
    }

    public void Dispose()
    {
        outbox.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Readings_of_one_second_are_one_commit_with_the_counter_of_the_last()
    {
        using var stop = new CancellationTokenSource();
        var run = writer.RunAsync(stop.Token);
        writer.Add(Row(1));
        writer.Add(Row(2));
        Assert.Empty(commits);
        Assert.Null(writer.CommittedEnergy("gutter", Origin.Live));

        await Until(() => commits.Count == 1);

        Assert.Equal([2], commits);
        Assert.Equal((2, 1_000), writer.CommittedEnergy("gutter", Origin.Live));
        Assert.Equal(2, Part().Counts["queued"]);
        Assert.Equal(HealthState.Ok, Part().State);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_simulated_counter_never_goes_on_as_a_measured_one()
    {
        using var stop = new CancellationTokenSource();
        var run = writer.RunAsync(stop.Token);
        writer.Add(Row(1) with { Origin = Origin.Sim });

        await Until(() => commits.Count == 1);

        Assert.NotNull(writer.CommittedEnergy("gutter", Origin.Sim));
        Assert.Null(writer.CommittedEnergy("gutter", Origin.Live));
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Five_hundred_readings_do_not_wait_for_the_second()
    {
        using var stop = new CancellationTokenSource();
        for (var i = 1; i <= 1200; i++)
            writer.Add(Row(i));
        var run = writer.RunAsync(stop.Token);

        // the clock stands still
        for (var i = 0; i < 500 && outbox.Highest < 1000; i++)
            await Task.Delay(10, TestContext.Current.CancellationToken);

        Assert.Equal([500, 1000], commits);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task What_is_left_is_committed_at_the_stop()
    {
        using var stop = new CancellationTokenSource();
        var run = writer.RunAsync(stop.Token);
        for (var i = 1; i <= 700; i++)
            writer.Add(Row(i));
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.Equal(700, outbox.Highest);
        Assert.Equal(0, writer.Lost);
        writer.Add(Row(701));
        Assert.Equal(1, writer.Lost);
    }

    [Fact]
    public async Task While_the_file_is_held_readings_stay_in_memory_and_no_sequence_is_skipped()
    {
        using var stop = new CancellationTokenSource();
        using (var holder = new SqliteConnection($"Data Source={folder.File(NodeOutbox.FileName)};Pooling=False"))
        {
            holder.Open();
            Execute(holder, "CREATE TRIGGER refuse BEFORE INSERT ON row BEGIN SELECT RAISE(ABORT, 'no room'); END");
        }

        var run = writer.RunAsync(stop.Token);
        for (var i = 1; i <= 20; i++)
            writer.Add(Row(i));
        await Until(() => health.Report().Parts.Any(p => p.Part == "outbox" && p.State == HealthState.Down));
        Assert.Contains("no room", Part().Reason, StringComparison.Ordinal);
        Assert.NotNull(Part().Next);
        Assert.Equal(20, Part().Counts["held"]);
        Assert.Equal(0, outbox.Highest);

        using (var holder = new SqliteConnection($"Data Source={folder.File(NodeOutbox.FileName)};Pooling=False"))
        {
            holder.Open();
            Execute(holder, "DROP TRIGGER refuse");
        }

        await Until(() => outbox.Highest == 20);
        await Until(() => Part().State == HealthState.Ok);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), outbox.ReadAfter(0, 100).Readings.Select(r => r.N));
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_full_memory_drops_its_oldest_readings_counts_them_and_warns()
    {
        for (var i = 1; i <= OutboxWriter.QueueReadings + 7; i++)
            writer.Add(Row(i));
        Assert.Equal(7, writer.Lost);

        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await writer.RunAsync(stop.Token);

        Assert.Equal(Row(8), outbox.ReadAfter(0, 1).Readings[0].Reading);
        Assert.Equal(HealthState.Warn, Part().State);
        Assert.Equal(7, Part().Counts["lost"]);
    }

    private static Reading Row(int i) => new("gutter", 1_000 + i, new QuantityValues { [Quantity.PowerW] = 1, [Quantity.EnergyWh] = i }) { EnergyFrom = 1_000 };

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private PartHealth Part() => health.Report().Parts.Single(p => p.Part == "outbox");

    // the loop runs on its own threads: the clock moves on until what is awaited has come
    private async Task Until(Func<bool> reached)
    {
        for (var i = 0; i < 1000 && !reached(); i++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            if (!reached())
                time.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.True(reached());
    }
}
