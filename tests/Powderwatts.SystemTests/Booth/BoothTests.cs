using System.Text.Json;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Booth;

/// <summary>The booth as people start it: one process, simulated chips, real drivers, real broker, real store.</summary>
[Trait("Runs", "native")]
public sealed class BoothTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_is_ready_within_a_minute_and_shows_moving_watts()
    {
        using var data = new TemporaryFolder();
        await using var booth = await BoothProcess.StartAsync(data.Path, [], null, Token);

        await booth.WaitUntilReadyAsync(Token);

        var seen = new HashSet<double>();
        await booth.WaitUntilAsync(async () => seen.Add(await TotalWattsAsync(booth)) && seen.Count >= 3, TimeSpan.FromSeconds(20), "three different totals", Token);
        var now = await booth.GetAsync("/api/v1/now", Token);
        Assert.Equal("sim", now.GetProperty("mode").GetString());
        Assert.Equal(8, now.GetProperty("sensors").GetArrayLength());
        Assert.All(now.GetProperty("sensors").EnumerateArray(), s => Assert.Equal("sim", s.GetProperty("origin").GetString()));
    }

    [Fact]
    public async Task A_booth_that_is_told_to_stop_stops_in_order_and_calls_it_no_fault()
    {
        using var data = new TemporaryFolder();
        await using var booth = ProgramProcess.Start(["booth", "--data", data.Path, "--listen", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]);
        await booth.WaitForAsync("all 345,600 readings are in the store", TimeSpan.FromMinutes(4), Token);

        Assert.Equal(0, await booth.StopAsync(Token));

        Assert.DoesNotContain("broke down", booth.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", booth.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_start_fills_thirty_days_of_history_through_the_outbox()
    {
        using var data = new TemporaryFolder();
        await using var booth = await BoothProcess.StartAsync(data.Path, [], null, Token);
        await booth.WaitUntilReadyAsync(Token);

        await booth.WaitUntilAsync(
            async () => Part(await booth.GetAsync("/api/v1/health", Token), "booth-pi/backfill") is { } part
                && part.GetProperty("counts").GetProperty("acknowledged").GetInt64() == 345_600,
            TimeSpan.FromMinutes(4), "345,600 back-filled readings are acknowledged", Token);

        var to = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var from = to - (long)TimeSpan.FromDays(29).TotalMilliseconds;
        var history = await booth.GetAsync(FormattableString.Invariant(
            $"/api/v1/history?sensor=booth-pi/gutter-north&quantity=power_w&from={from}&to={to}&points=60"), Token);
        Assert.InRange(history.GetProperty("buckets").GetArrayLength(), 57, 60);
        var energy = await booth.GetAsync(FormattableString.Invariant($"/api/v1/energy?from={from}&to={to}&by=day"), Token);
        Assert.True(energy.GetProperty("total").GetProperty("energy_wh").GetDouble() > 1000);
    }

    [Fact]
    public async Task The_recorded_energy_comes_out_of_the_store()
    {
        // the bundled water heater: 193.009 Wh by the trapezoid sum of its rows; 1:100 in watts, played 10 times as fast.
        // Half a step of the power register over the 29 s is the chip's resolution.
        const double recordedWh = 193.009;
        var resolutionWh = 1000 * 25 * 0.00512 / (2097 * 0.01) / 2 * 29 / 3600;

        // a machine that stalls for over three intervals makes a real gap, which the counter rightly leaves out: then once more
        var (energyWh, longestMs) = (0.0, long.MaxValue);
        for (var attempt = 0; attempt < 3 && longestMs > 300; attempt++)
            (energyWh, longestMs) = await PlayWaterHeaterAsync();

        Assert.True(longestMs <= 300, $"the machine stalled for {longestMs} ms in each of three attempts");
        Assert.Equal(recordedWh, 1000 * energyWh, (recordedWh * 0.001) + resolutionWh);
    }

    [Theory]
    [InlineData("/api/v1/site")]
    [InlineData("/api/v1/now")]
    [InlineData("/api/v1/history?sensor=booth-pi/gutter-north&quantity=power_w")]
    [InlineData("/api/v1/energy")]
    [InlineData("/api/v1/energy?by=hour")]
    [InlineData("/api/v1/health")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_question_is_answered_with_json(string path)
    {
        var booth = await SharedBooth.GetAsync(Token);

        using var answer = await booth.RequestAsync(path, Token);

        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task The_live_stream_brings_a_snapshot_and_then_readings()
    {
        var booth = await SharedBooth.GetAsync(Token);
        using var http = new HttpClient();
        await using var stream = await http.GetStreamAsync(new Uri(booth.Dashboard, "/api/v1/live"), Token);
        using var reader = new StreamReader(stream);

        var events = new List<string>();
        while (events.Count(e => e == "reading") < 5)
        {
            var line = await reader.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Token);
            if (line!.StartsWith("event: ", StringComparison.Ordinal))
                events.Add(line["event: ".Length..]);
        }

        Assert.Equal("snapshot", events[0]);
    }

    [Fact]
    public async Task The_page_comes_from_the_program_itself()
    {
        var booth = await SharedBooth.GetAsync(Token);

        using var answer = await booth.RequestAsync("/", Token);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constant_load_reads_back_within_one_step_of_the_power_register()
    {
        using var data = new TemporaryFolder();
        var load = data.File("constant.csv");
        await File.WriteAllTextAsync(load, "Timestamp,Active (W)\n2026-01-01 00:00:00,2400\n2026-01-02 00:00:00,2400\n", Token);
        await using var booth = await BoothProcess.StartAsync(data.File("state"), ["--load", load], null, Token);
        await booth.WaitUntilReadyAsync(Token);

        var watts = 0.0;
        await booth.WaitUntilAsync(async () => (watts = await WattsAsync(booth, "booth-pi/gutter-north")) > 1, TimeSpan.FromSeconds(20), "the load is read", Token);

        // 0.01 Ohm and 8 A: calibration 2097, so one step of the power register is 25 x 0.00512 / (2097 x 0.01) W
        var step = 25 * 0.00512 / (2097 * 0.01);
        Assert.Equal(24.0, watts, step);
        Assert.Equal(0, Math.Abs((watts / step) - Math.Round(watts / step)), 1e-6);
    }

    private static async Task<(double EnergyWh, long LongestMs)> PlayWaterHeaterAsync()
    {
        using var data = new TemporaryFolder();
        await using var booth = await BoothProcess.StartAsync(
            data.Path, ["--load", "water-heater", "--speed", "10", "--interval", "100ms"], null, Token);
        await booth.WaitUntilReadyAsync(Token);
        await Task.Delay(TimeSpan.FromSeconds(35), Token);

        using var connection = StoreFile.Open(data.File("store-demo.sqlite"));
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            select max(energy_wh) - min(energy_wh), max(distance) from (
              select r.energy_wh, r.t - lag(r.t) over (order by r.t) as distance from reading r join series s on s.id = r.series
              where s.sensor = 'gutter-north' and r.interval_s = 0.1)
            """;
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetDouble(0), row.GetInt64(1));
    }

    private static async Task<double> TotalWattsAsync(BoothProcess booth) =>
        (await booth.GetAsync("/api/v1/now", Token)).GetProperty("sensors").EnumerateArray()
            .Where(s => s.GetProperty("kind").GetString() == "circuit" && s.TryGetProperty("reading", out _))
            .Sum(s => s.GetProperty("reading").GetProperty("power_w").GetDouble());


    private static async Task<double> WattsAsync(BoothProcess booth, string sensor) =>
        (await booth.GetAsync("/api/v1/now", Token)).GetProperty("sensors").EnumerateArray()
            .Where(s => s.GetProperty("sensor").GetString() == sensor && s.TryGetProperty("reading", out _))
            .Select(s => s.GetProperty("reading").GetProperty("power_w").GetDouble())
            .FirstOrDefault();

    private static JsonElement? Part(JsonElement health, string name) =>
        health.GetProperty("parts").EnumerateArray().Where(p => p.GetProperty("part").GetString() == name).Cast<JsonElement?>().FirstOrDefault();
}
