using System.Collections.Concurrent;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Booth;

/// <summary>kill -9 at random moments: what was committed is in the store afterwards, and no counter ever fell.</summary>
public sealed class KillTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_three_kills_every_committed_reading_is_in_the_store_and_no_counter_fell()
    {
        const int seed = 20261124;
        var random = new Random(seed);
        using var data = new TemporaryFolder();
        var live = new ConcurrentQueue<(string Sensor, double EnergyWh)>();

        for (var round = 0; round < 3; round++)
        {
            await using var booth = await BoothProcess.StartAsync(data.Path, ["--interval", "50ms"], null, Token);
            await using var subscriber = await LiveSubscriber.StartAsync(booth.MqttPort, live, Token);
            await booth.WaitUntilReadyAsync(Token);
            await Task.Delay(TimeSpan.FromSeconds(1 + (random.NextDouble() * 5)), Token);
            await booth.KillAsync();
        }

        long highest;
        await using (var booth = await BoothProcess.StartAsync(data.Path, [], null, Token))
        {
            await using var subscriber = await LiveSubscriber.StartAsync(booth.MqttPort, live, Token);
            await booth.WaitUntilReadyAsync(Token);
            highest = StoreFile.Scalar(data.File("outbox.sqlite"), "select seq from sqlite_sequence where name = 'row'");
            await booth.WaitUntilAsync(
                () => Task.FromResult(StoreFile.Scalar(data.File("store-demo.sqlite"), $"select count(distinct seq) from reading where seq <= {highest}") == highest),
                TimeSpan.FromMinutes(3), $"every sequence from 1 to {highest} is in the store", Token);
        }

        Assert.True(highest > 345_600, $"only {highest} rows were committed");
        AssertNeverFalls(live, "on live, in order of arrival");
        AssertNeverFalls(StoredCounters(data.File("store-demo.sqlite")), "in the store, in order of instants");
    }

    private static void AssertNeverFalls(IEnumerable<(string Sensor, double EnergyWh)> counters, string where)
    {
        var last = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (sensor, energyWh) in counters)
        {
            Assert.True(energyWh >= last.GetValueOrDefault(sensor), $"{sensor} fell from {last.GetValueOrDefault(sensor)} to {energyWh} Wh {where}");
            last[sensor] = energyWh;
        }

        Assert.Equal(6, last.Count);
    }

    private static List<(string Sensor, double EnergyWh)> StoredCounters(string file)
    {
        using var connection = StoreFile.Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "select s.sensor, r.energy_wh from reading r join series s on s.id = r.series where r.energy_wh is not null order by r.series, r.t";
        using var reader = command.ExecuteReader();
        var rows = new List<(string, double)>();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetDouble(1)));
        return rows;
    }
}
