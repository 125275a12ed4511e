using System.Globalization;
using Microsoft.Data.Sqlite;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

/// <summary>edge, collect and dashboard as processes of their own, with a real Mosquitto and a real store.</summary>
public sealed class SeparateProcessesTests
{
    private const string Rest = "1h"; // a node that has nothing to sample any more, only to send

    private static readonly TimeSpan run = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("POWDERWATTS_FLOW_SECONDS") ?? "20", CultureInfo.InvariantCulture));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_part_is_killed_once_and_InfluxDB_holds_every_committed_reading()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var influx = await InfluxServer.StartAsync(Token);
        using var flow = new Flow(broker.Port, influx.Url);
        var (code, _, error) = await TheProgram.RunAsync(["collect", "--setup", "--config", flow.Rig], Token);
        Assert.True(code == 0 && error.Contains("powderwatts_demo", StringComparison.Ordinal), error);

        var collector = await flow.CollectAsync(Token);
        var edge = await flow.EdgeAsync("20ms", Token);
        try
        {
            await edge.WaitForAsync("Connected to broker", TimeSpan.FromSeconds(90), Token);
            await Task.Delay(run / 5, Token);
            await edge.KillAsync();
            edge = await flow.EdgeAsync("20ms", Token);
            await Task.Delay(run / 5, Token);
            await collector.KillAsync();
            collector = await flow.CollectAsync(Token);
            await Task.Delay(run / 5, Token);
            await broker.KillAsync();
            await broker.StartAsync(Token);
            await Task.Delay(run / 5, Token);
            await influx.KillAsync();
            await influx.StartAgainAsync(Token);
            await Task.Delay(run / 5, Token);
            Assert.Equal(0, await edge.StopAsync(Token));

            edge = await flow.EdgeAsync(Rest, Token);
            var (exitCode, outbox) = await flow.DrainedAsync(edge, collector, Token);
            Assert.Equal(0, await edge.StopAsync(Token));

            var committed = outbox.GetProperty("committed").GetInt64();
            Assert.Equal((0, committed), (exitCode, outbox.GetProperty("stored").GetInt64()));
            Assert.True(committed > (6 * 43_200) + (run.TotalSeconds * 100), $"only {committed} rows were committed");
            var counted = await influx.QueryAsync("powderwatts_demo", "SELECT count(n) FROM (SELECT distinct(seq) AS n FROM circuit)", Token);
            Assert.Equal(committed.ToString(CultureInfo.InvariantCulture), counted.Single()[1]);
            var sampled = committed - (6 * 43_200);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{committed} readings committed ({sampled} of them sampled in {run.TotalSeconds} s), as many in InfluxDB; audit: {outbox}"));
        }
        finally
        {
            await edge.DisposeAsync();
            await collector.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_absent_collector_costs_no_reading_whatever_the_broker_drops()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port, sensors: 1);
        await using var edge = await flow.EdgeAsync("1s", Token);
        await edge.WaitForAsync("Connected to broker", TimeSpan.FromSeconds(60), Token);
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        Assert.Equal(0, await edge.StopAsync(Token));

        await using var sender = await flow.EdgeAsync(Rest, Token);
        await using var collector = await flow.CollectAsync(Token);
        var (_, outbox) = await flow.DrainedAsync(sender, collector, Token);

        var committed = outbox.GetProperty("committed").GetInt64();
        Assert.True(committed > 20_000, $"only {committed} rows were committed");
        Assert.Equal(committed, outbox.GetProperty("stored").GetInt64());

        // and the check itself is no yes-man: what is taken out of the store is missing
        Assert.Equal(0, await sender.StopAsync(Token));
        Assert.Equal(0, await collector.StopAsync(Token));
        Execute(Path.Combine(flow.CollectorData, "store-demo.sqlite"), "delete from reading where seq between 1000 and 1002 or seq = 20000");
        var (exitCode, found) = await flow.AuditAsync(Token);
        Assert.Equal((1, "[[1000,1002],[20000,20000]]"), (exitCode, found.GetProperty("missing").GetRawText()));
    }

    [Fact]
    public async Task Two_collectors_of_a_group_share_the_work_and_a_killed_one_costs_nothing()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var influx = await InfluxServer.StartAsync(Token);
        using var flow = new Flow(broker.Port, influx.Url, sensors: 1);
        await TheProgram.RunAsync(["collect", "--setup", "--config", flow.Rig], Token);
        await using var one = await flow.CollectAsync(Token, "--share", "roof", "--id", "one");
        using var others = new TemporaryFolder();
        await using var two = await ProgramProcess.StartAsync(
            ["collect", "--config", flow.Rig, "--data", others.Path, "--share", "roof", "--id", "two"], "Connected to broker", Token);
        await using var edge = await flow.EdgeAsync(Rest, Token);
        await edge.WaitForAsync("Connected to broker", TimeSpan.FromSeconds(60), Token);
        await two.KillAsync();

        var (_, outbox) = await flow.DrainedAsync(edge, one, Token);

        Assert.Equal(outbox.GetProperty("committed").GetInt64(), outbox.GetProperty("stored").GetInt64());
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
