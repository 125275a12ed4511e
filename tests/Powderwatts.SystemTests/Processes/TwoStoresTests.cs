using System.Text.Json;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Store.Sqlite;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Processes;

public sealed class TwoStoresTests
{
    private const long Start = 1_796_112_000_000; // 1 December 2026, 08:00

    private static readonly OutboxId outbox = OutboxId.Parse("0123456789abcdef0123456789abcdef");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_dashboard_shows_the_same_numbers_from_InfluxDB_as_from_SQLite()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var influx = await InfluxServer.StartAsync(Token);
        using var files = new Flow(broker.Port, sensors: 2);
        using var server = new Flow(broker.Port, influx.Url, sensors: 2);
        await InfluxSetup.RunAsync(influx.Options, TimeProvider.System, Token);
        await using (var sqlite = SqliteStore.Open(files.CollectorData))
        await using (var points = new InfluxStore(influx.Options, TimeProvider.System))
        {
            foreach (var batch in Input())
            {
                Assert.Empty(await sqlite.WriteAsync([batch], Token));
                Assert.Empty(await points.WriteAsync([batch], Token));
            }
        }

        await using var one = await files.DashboardAsync(Token);
        await using var other = await server.DashboardAsync(Token);
        foreach (var question in new[]
        {
            $"energy?origin=live&from={Start}&to={Start + 7_200_000}&by=hour",
            $"energy?origin=live&from={Start + 123_456}&to={Start + 5_000_000}&by=total",
            $"history?origin=live&sensor=booth-pi/gutter-north&quantity=power_w&from={Start}&to={Start + 7_200_000}&points=100",
            $"history?origin=live&sensor=booth-pi/valley-1&quantity=voltage_v&from={Start - 60_000}&to={Start + 3_600_000}",
            $"history?origin=live&sensor=booth-pi/valley-1&quantity=energy_wh&from={Start}&to={Start + 100_000}&points=2000",
        })
        {
            var expected = await AskAsync(one, question);
            Assert.Contains("\"gaps\"", expected, StringComparison.Ordinal);
            Assert.Equal(expected, await AskAsync(other, question));
        }

        // 3,990 s and 3,190 s at 20 W, twice
        using var total = JsonDocument.Parse(await AskAsync(one, $"energy?origin=live&from={Start}&to={Start + 7_200_000}&by=total"));
        Assert.InRange(total.RootElement.GetProperty("total").GetProperty("energy_wh").GetDouble(), 79.6, 79.9);
    }

    // two hours of two circuits: a gap, a reset counter, an unsynced stretch, odd numbers
    private static IEnumerable<NodeBatch> Input()
    {
        var n = 0L;
        for (var second = 0; second < 7200; second += 10)
        {
            var rows = new List<Numbered>();
            foreach (var (sensor, phase) in new[] { ("gutter-north", 0.0), ("valley-1", 1.3) })
            {
                if (sensor == "valley-1" && second is > 1000 and < 1600)
                    continue;
                var isNew = second >= 4000;
                rows.Add(new(++n, new Reading(sensor, Start + (second * 1000L) + (long)(phase * 100), new()
                {
                    [Quantity.PowerW] = 20 + (Math.Sin((second / 97.0) + phase) / 3),
                    [Quantity.VoltageV] = 12.1 - (second % 7 * 0.0125),
                    [Quantity.EnergyWh] = (isNew ? second - 4000 : second) * 20.0 / 3600,
                })
                {
                    EnergyFrom = isNew ? Start + 4_000_000 : Start - 86_400_000,
                    IntervalS = 10,
                    Quality = second is > 2000 and < 2300 ? Quality.Unsynced : Quality.None,
                }));
            }

            yield return new("lodge", "booth-pi", outbox, [.. rows], []);
        }
    }

    private static async Task<string> AskAsync(ProgramProcess dashboard, string question)
    {
        using var http = new HttpClient { BaseAddress = new(await dashboard.WaitForAsync(@"Dashboard  (http://\S+)", TimeSpan.FromSeconds(30), Token)) };
        using var answer = await http.GetAsync($"api/v1/{question}", Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return text;
    }
}
