using System.Collections.Immutable;
using System.Globalization;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Grafana;

/// <summary>Every question of every board, asked of a real InfluxDB that holds what a collector writes.</summary>
public sealed class BoardQueryTests : IAsyncLifetime
{
    private const long MinuteMs = 60_000;
    private const double StepWh = 0.5; // each circuit, each minute: 30 W
    private static readonly string[] circuits = ["gutter-north", "gutter-south", "ridge-a"];
    private static readonly OutboxId outbox = OutboxId.Parse("00112233445566778899aabbccddeeff");

    // a winter evening: nothing here follows the clock
    private static readonly DateTimeOffset now = new(2026, 2, 11, 18, 20, 3, TimeSpan.Zero);
    private InfluxServer server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Dictionary<string, string> Choices => new()
    {
        ["site"] = "lodge",
        ["origin"] = "sim",
        ["circuit"] = "(" + string.Join('|', circuits) + ")",
        ["zone"] = "America/Denver",
    };

    public async ValueTask InitializeAsync()
    {
        server = await InfluxServer.StartAsync(Token);
        await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Token);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        await WriteAsync(store, Origin.Sim, "lodge", powerW: 30);
        // none of these may ever be in an answer
        await WriteAsync(store, Origin.Replay, "lodge", powerW: 1_000_000);
        await WriteAsync(store, Origin.Sim, "other", powerW: 1_000_000);
        await WriteAsync(store, Origin.Live, "lodge", powerW: 1_000_000);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    [Fact]
    public async Task Every_question_of_every_panel_finds_rows()
    {
        foreach (var board in GrafanaBoard.Files.Select(f => new GrafanaBoard(f)))
        {
            foreach (var (title, query, from) in board.Queries)
            {
                var rows = await AskAsync(query, from);
                Assert.True(rows.Any(row => row.Skip(1).Any(value => value.Length > 0)), $"\"{title}\" found nothing: {query}");
                Assert.All(rows.SelectMany(row => row.Skip(1)), value => Assert.True(value.Length == 0 || double.Parse(value, CultureInfo.InvariantCulture) != 1_000_000));
            }
        }
    }

    [Fact]
    public async Task Every_variable_finds_its_choices()
    {
        var found = new Dictionary<string, string[]>();
        foreach (var variable in new GrafanaBoard(GrafanaBoard.Files.Single()).Variables.Where(v => v.GetProperty("type").GetString() == "query"))
        {
            var query = GrafanaBoard.Fill(variable.GetProperty("query").GetString()!, Choices, "1m", now);
            var rows = await server.QueryAsync("powderwatts_demo", query, Token);
            found[variable.GetProperty("name").GetString()!] = [.. rows.Select(row => row[1]).Distinct().Order()];
        }

        Assert.Equal(["replay", "sim"], found["origin"]);
        Assert.Equal(["lodge", "other"], found["site"]);
        Assert.Equal(circuits, found["circuit"]);
    }

    [Fact]
    public async Task Power_now_is_the_sum_of_the_circuits()
    {
        var row = Assert.Single(await AskAsync("Power now"));

        Assert.Equal(30.0 * circuits.Length, double.Parse(row[1], CultureInfo.InvariantCulture), 6);
    }

    [Fact]
    public async Task Energy_today_is_what_the_counters_rose()
    {
        var row = Assert.Single(await AskAsync("Energy today"));

        // up to 10 minutes before midnight's first step are not counted: a lower bound
        var minutes = (now - new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero)).TotalMinutes;
        Assert.InRange(double.Parse(row[1], CultureInfo.InvariantCulture), Math.Max(0, minutes - 11) * StepWh * circuits.Length, (minutes + 11) * StepWh * circuits.Length);
    }

    [Fact]
    public async Task A_whole_day_has_a_whole_days_energy_also_when_a_counter_began_again()
    {
        var rows = await AskAsync("Energy by day");
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

        var days = rows.Select(row => (Start: TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(row[0], CultureInfo.InvariantCulture)), zone), Wh: double.Parse(row[1], CultureInfo.InvariantCulture)))
            .ToLookup(day => day.Start, day => day.Wh);
        Assert.All(days, day => Assert.Equal(0, day.Key.Hour));
        var yesterday = days.Where(d => d.Key.Date == TimeZoneInfo.ConvertTime(now, zone).Date.AddDays(-1)).ToArray();
        var wh = Assert.Single(yesterday).ToArray();
        Assert.Equal(circuits.Length, wh.Length);
        // the last value of each 10 minutes: a new counter loses the step at which it began
        Assert.All(wh, value => Assert.InRange(value, (24 * 60 * StepWh) - (10 * StepWh) - 0.001, (24 * 60 * StepWh) + 0.001));
    }

    [Fact]
    public async Task Data_freshness_tells_the_instant_of_the_newest_row_of_each_sensor()
    {
        var rows = await AskAsync("Data freshness");

        Assert.Equal(circuits.Length + 1, rows.Count);
        Assert.All(rows, row => Assert.InRange(long.Parse(row[0], CultureInfo.InvariantCulture), now.ToUnixTimeMilliseconds() - 2000, now.ToUnixTimeMilliseconds()));
    }

    private Task<List<string[]>> AskAsync(string title)
    {
        var (_, query, from) = new GrafanaBoard(GrafanaBoard.Files.Single()).Queries.First(q => q.Title == title);
        return AskAsync(query, from);
    }

    private Task<List<string[]>> AskAsync(string query, string from) =>
        server.QueryAsync("powderwatts_demo", GrafanaBoard.Fill(query, Choices, from, now), Token);

    /// <summary>Three days, a reading a minute, the last 6 minutes a reading a second; one counter begins again 30 hours ago.</summary>
    private static async Task WriteAsync(InfluxStore store, Origin origin, string site, double powerW)
    {
        var end = now.ToUnixTimeMilliseconds();
        var begin = end - (3 * 24 * 60 * MinuteMs);
        var again = end - (30 * 60 * MinuteMs);
        var times = new List<(long T, double IntervalS)>();
        for (var t = begin; t < end - (6 * MinuteMs); t += MinuteMs)
            times.Add((t, 60));
        for (var t = end - (6 * MinuteMs); t <= end; t += 1000)
            times.Add((t, 1));

        var rows = ImmutableArray.CreateBuilder<Numbered>();
        foreach (var (t, intervalS) in times)
        {
            foreach (var circuit in circuits)
            {
                var from = circuit == circuits[0] && t >= again ? again : begin;
                var values = new QuantityValues
                {
                    [Quantity.PowerW] = powerW,
                    [Quantity.VoltageV] = 12,
                    [Quantity.CurrentA] = powerW / 12,
                    [Quantity.EnergyWh] = (double)(t - from) / MinuteMs * StepWh,
                };
                rows.Add(new(rows.Count + 1, new Reading(circuit, t, values) { Origin = origin, IntervalS = intervalS, EnergyFrom = from }));
            }

            var air = new QuantityValues { [Quantity.TemperatureC] = -4.5, [Quantity.HumidityPct] = 81, [Quantity.PressureHpa] = 780 };
            rows.Add(new(rows.Count + 1, new Reading("roof-air", t, air) { Origin = origin, IntervalS = intervalS }));
        }

        var gap = new Gap(rows.Count + 1, 5, 9, end - (5 * 60 * MinuteMs), end - (4 * 60 * MinuteMs), ["gutter-north"], "outbox-full", origin);
        foreach (var part in rows.Chunk(5000))
            Assert.Empty(await store.WriteAsync([new NodeBatch(site, "booth-pi", outbox, [.. part], [])], Token));
        Assert.Empty(await store.WriteAsync([new NodeBatch(site, "booth-pi", outbox, [], [gap])], Token));
    }
}
