using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Influx;
using Powderwatts.Tests;
using static Powderwatts.SystemTests.Store.StoreRows;

namespace Powderwatts.SystemTests.Store;

public sealed class InfluxStoreTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        await using var store = await SetUpAsync(server.Options);
        var values = new QuantityValues();
        foreach (var quantity in Quantities.All)
        {
            if (quantity != Quantity.State)
                values[quantity] = (0.1 * ((int)quantity + 1)) - 1e-9;
        }

        var reading = new Reading("gutter-north", Start, values)
        {
            Quality = Quality.Clipped | Quality.Unsynced,
            Origin = Origin.Sim,
            EnergyFrom = Start - 5,
            IntervalS = 0.25,
        };
        var air = new Reading("air", Start + 1, new() { [Quantity.TemperatureC] = -1e-7 }) { Origin = Origin.Sim };
        var button = new Reading("button", Start + 2, new() { [Quantity.State] = 1 }) { Origin = Origin.Sim };
        var huge = new Reading("huge", Start + 2, new() { [Quantity.PowerW] = double.MaxValue, [Quantity.VoltageV] = -double.Epsilon, [Quantity.CurrentA] = 1e16 }) { Origin = Origin.Sim };

        Assert.Empty(await store.WriteAsync([Batch([reading, air, button, huge], (1L << 53) - 5)], Cancelled));

        var rows = await store.LastAsync("lodge", Origin.Sim, Cancelled);
        Assert.Equal([air, button, reading, huge], rows.Select(r => r.Reading));
        Assert.Equal(new StoredReading(new("lodge", "booth-pi", "gutter-north", Origin.Sim), reading, (1L << 53) - 5, 0x0123456789ab), rows[2]);
        Assert.Empty(await store.LastAsync("lodge", Origin.Live, Cancelled));
        Assert.Empty(await store.LastAsync("other", Origin.Sim, Cancelled));
    }

    [Fact]
    public async Task It_tells_which_rows_of_an_outbox_it_holds_and_what_gap_rows_name()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        await using var store = await SetUpAsync(server.Options);
        var gap = new Gap(9, 4, 6, Start, Start + 1, ["a", "b"], "outbox-full", Origin.Live);
        await store.WriteAsync([Batch([Power("a", 1, 1), Power("b", 0, 1)], 1, gap), Batch([Power("a", 2, 1, Origin.Sim)], 7)], Cancelled);
        await store.WriteAsync([Batch([Power("other", 0, 1)], 3) with { Outbox = OutboxId.New() }], Cancelled);

        Assert.Equal([new(1, 2), new(7, 7), new(9, 9)], await store.SequencesAsync(Outbox, Cancelled));
        Assert.Equal([new(4, 6)], await store.DroppedAsync(Outbox, Cancelled));
    }

    [Fact]
    public async Task One_poison_point_among_5000_does_not_cost_its_neighbours()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        await using var store = await SetUpAsync(server.Options);
        // someone made voltage_v an integer on the day of reading 3,210, so that this one point conflicts
        await server.WriteAsync("powderwatts", $"circuit,site=lodge voltage_v=1i {Start}", Cancelled);
        var readings = Enumerable.Range(0, 5000).Select(i => Power("a", i, i)).ToArray();
        readings[3210] = readings[3210] with { Values = new() { [Quantity.PowerW] = 1, [Quantity.VoltageV] = 12.5 } };

        var refusals = await store.WriteAsync([Batch(readings)], Cancelled);

        var refusal = Assert.Single(refusals);
        Assert.Equal((0, 3211), (refusal.Batch, refusal.N));
        Assert.Contains("field type conflict", refusal.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("dropped", refusal.Reason, StringComparison.Ordinal);
        Assert.Equal("4999", (await server.QueryAsync("powderwatts", "SELECT count(seq) FROM circuit WHERE sensor = 'a'", Cancelled))[0][1]);
    }

    [Fact]
    public async Task A_point_outside_the_retention_is_named_and_the_others_are_stored()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        await server.QueryAsync(null, "CREATE DATABASE powderwatts WITH DURATION 1d", Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        Reading[] readings = [Power("a", 0, 1) with { T = now }, Power("a", 0, 1) with { T = now - (5L * 24 * 3600 * 1000) }, Power("a", 0, 1) with { T = now - 1000 }];

        var refusals = await store.WriteAsync([Batch(readings, 10)], Cancelled);

        Assert.Equal(11, Assert.Single(refusals).N);
        Assert.Contains("beyond retention", refusals[0].Reason, StringComparison.Ordinal);
        Assert.Equal(now, Assert.Single(await store.LastAsync("lodge", Origin.Live, Cancelled)).Reading.T);
    }

    [Fact]
    public async Task A_missing_database_is_said_slowly_and_nothing_is_dropped()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        await using var store = new InfluxStore(server.Options, TimeProvider.System);

        var error = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
        var asked = await Assert.ThrowsAsync<StoreException>(() => store.LastAsync("lodge", Origin.Live, Cancelled));

        Assert.Equal(Failure.RetrySlowly, error.Failure);
        Assert.StartsWith($"cannot write to the store 'InfluxDB {server.Url.ToString().TrimEnd('/')}': database 'powderwatts' is missing (HTTP 404", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; create it with powderwatts collect --setup", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; create it with powderwatts collect --setup", asked.Message, StringComparison.Ordinal);

        await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Cancelled);
        Assert.Empty(await store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
    }

    [Fact]
    public async Task A_wrong_token_is_told_from_a_right_without_rights()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled, "auth-enabled = true");
        await server.QueryAsync(null, "CREATE USER admin WITH PASSWORD 'secret' WITH ALL PRIVILEGES", Cancelled);
        var admin = server.Options with { Token = "admin:secret" };
        await InfluxSetup.RunAsync(admin, TimeProvider.System, Cancelled);
        await using (var store = new InfluxStore(admin, TimeProvider.System))
            Assert.Empty(await store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
        await using (var connection = new DisposableConnection(admin))
            await connection.AskAsync("CREATE USER guest WITH PASSWORD 'guest'", Cancelled);

        foreach (var (token, words) in new[] { ("admin:wrong", "the token is refused (HTTP 401"), ("guest:guest", "the token lacks a right (HTTP 403"), (null, "the token is refused (HTTP 401") })
        {
            await using var store = new InfluxStore(server.Options with { Token = token }, TimeProvider.System);
            var error = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
            Assert.Equal(Failure.RetrySlowly, error.Failure);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<StoreException>(() => store.LastAsync("lodge", Origin.Live, Cancelled));
        }
    }

    [Fact]
    public async Task What_is_too_large_for_the_server_goes_in_halves()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled, "max-body-size = 20000");
        await using var store = await SetUpAsync(server.Options);

        Assert.Empty(await store.WriteAsync([Batch(Enumerable.Range(0, 3000).Select(i => Power("a", i, i)))], Cancelled));

        Assert.Equal("3000", (await server.QueryAsync("powderwatts", "SELECT count(seq) FROM circuit", Cancelled))[0][1]);
    }

    [Fact]
    public async Task A_server_that_goes_and_comes_back_loses_nothing()
    {
        await using var server = InfluxServer.Prepare();
        await using var store = new InfluxStore(server.Options, TimeProvider.System);
        var down = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
        Assert.Equal(Failure.Retry, down.Failure);
        Assert.Contains("nobody listens there; start InfluxDB", down.Message, StringComparison.Ordinal);

        await server.StartAgainAsync(Cancelled);
        await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Cancelled);
        Assert.Empty(await store.WriteAsync([Batch([Power("a", 0, 1)])], Cancelled));
        await server.KillAsync();
        await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync([Batch([Power("a", 1, 2)])], Cancelled));
        await server.StartAgainAsync(Cancelled);

        Assert.Empty(await store.WriteAsync([Batch([Power("a", 1, 2)])], Cancelled));
        Assert.Equal("2", (await server.QueryAsync("powderwatts", "SELECT count(seq) FROM circuit", Cancelled))[0][1]);
    }

    [Fact]
    public async Task A_gap_row_is_one_point_a_sensor_and_origins_have_databases_of_their_own()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        await using var store = await SetUpAsync(server.Options);
        var gap = new Readings.Wire.Gap(812_400, 811_000, 811_499, Start, Start + 60_000, ["a", "b"], "outbox-full", Origin.Live);

        await store.WriteAsync([Batch([Power("a", 0, 1, Origin.Replay), Power("a", 0, 2, Origin.Sim)], 1, gap, gap with { Origin = Origin.Sim })], Cancelled);

        string[] columns = ["origin", "sensor", "until", "from", "to", "seq", "outbox"];
        var rows = await server.QueryAsync("powderwatts", "SELECT origin, sensor, until, \"from\", \"to\", seq, outbox FROM gap", Cancelled);
        Assert.Equal(columns.Length + 1, rows[0].Length);
        Assert.Equal(
            [$"{Start} live a {Start + 60_000} 811000 811499 812400 1250999896491", $"{Start} live b {Start + 60_000} 811000 811499 812400 1250999896491"],
            rows.Select(r => string.Join(' ', r)).Order());
        Assert.Equal("2", (await server.QueryAsync("powderwatts_demo", "SELECT count(seq) FROM circuit", Cancelled))[0][1]);
        Assert.Empty(await server.QueryAsync("powderwatts", "SELECT count(seq) FROM circuit", Cancelled));
        Assert.Equal("2", (await server.QueryAsync("powderwatts_demo", "SELECT count(seq) FROM gap", Cancelled))[0][1]);
    }

    [Fact]
    public async Task Setting_up_may_be_repeated_and_the_probe_sees_each_step()
    {
        await using var server = await InfluxServer.StartAsync(Cancelled);
        var before = await InfluxProbe.LookAsync(server.Options, TimeProvider.System, Cancelled);
        Assert.Equal([("server", true), ("version", true), ("token", true), ("powderwatts", false), ("powderwatts_demo", false)], before.Select(f => (f.What, f.Ok)));
        Assert.All(before.Where(f => !f.Ok), f => Assert.Equal("create it with powderwatts collect --setup", f.Fix));

        var first = await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Cancelled);
        var second = await InfluxSetup.RunAsync(server.Options, TimeProvider.System, Cancelled);

        Assert.Equal(["database 'powderwatts' was created, without expiry", "database 'powderwatts_demo' was created, without expiry"], first.Select(f => f.Text));
        Assert.Equal(["database 'powderwatts' is there", "database 'powderwatts_demo' is there"], second.Select(f => f.Text));
        Assert.Equal("0s", (await server.QueryAsync("powderwatts", "SHOW RETENTION POLICIES ON powderwatts", Cancelled))[0][1]);
        Assert.All(await InfluxProbe.LookAsync(server.Options, TimeProvider.System, Cancelled), f => Assert.True(f.Ok, f.Text));
        var wrong = await InfluxProbe.LookAsync(server.Options with { Version = 2, Organisation = "x" }, TimeProvider.System, Cancelled);
        Assert.Equal("set the store's version to 1", wrong[^1].Fix);
        await server.KillAsync();
        Assert.Equal("start InfluxDB, or correct the host and port in the store's url", Assert.Single(await InfluxProbe.LookAsync(server.Options, TimeProvider.System, Cancelled)).Fix);
    }

    private static async Task<InfluxStore> SetUpAsync(InfluxOptions options)
    {
        await InfluxSetup.RunAsync(options, TimeProvider.System, Cancelled);
        return new(options, TimeProvider.System);
    }

    /// <summary>Asks as a user who may.</summary>
    private sealed class DisposableConnection(InfluxOptions options) : IAsyncDisposable
    {
        private readonly InfluxConnection connection = new(options, TimeProvider.System);

        public async Task AskAsync(string question, CancellationToken cancellationToken) =>
            (await new InfluxAdministration(connection, TimeProvider.System).QueryAsync("set up", question, cancellationToken)).Dispose();

        public ValueTask DisposeAsync()
        {
            connection.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
