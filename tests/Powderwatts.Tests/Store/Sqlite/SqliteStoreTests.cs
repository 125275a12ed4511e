using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;

namespace Powderwatts.Tests.Store.Sqlite;

public sealed class SqliteStoreTests : IDisposable
{
    private const long Start = 1_796_112_000_000;
    private static readonly OutboxId outbox = OutboxId.Parse("0123456789abcdef0123456789abcdef");
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_row_comes_back_as_it_was_written()
    {
        await using var store = SqliteStore.Open(folder.Path);
        var values = new QuantityValues();
        foreach (var quantity in Quantities.All)
            values[quantity] = 0.1 * ((int)quantity + 1);
        var reading = new Reading("gutter-north", Start, values)
        {
            Quality = Quality.Clipped | Quality.Unsynced,
            Origin = Origin.Sim,
            EnergyFrom = Start - 5,
            IntervalS = 0.25,
        };

        Assert.Empty(await store.WriteAsync([Batch((7, reading))], Cancelled));

        var row = Assert.Single(await store.LastAsync("lodge", Origin.Sim, Cancelled));
        Assert.Equal(new StoredReading(new("lodge", "booth-pi", "gutter-north", Origin.Sim), reading, 7, 0x0123456789ab), row);
    }

    [Fact]
    public async Task Absent_values_stay_absent()
    {
        await using var store = SqliteStore.Open(folder.Path);
        var reading = new Reading("air", Start, new() { [Quantity.TemperatureC] = -4.5 });

        await store.WriteAsync([Batch((1, reading))], Cancelled);

        Assert.Equal(reading, Assert.Single(await store.LastAsync("lodge", Origin.Live, Cancelled)).Reading);
    }

    [Fact]
    public async Task Origins_live_in_files_of_their_own()
    {
        await using var store = SqliteStore.Open(folder.Path);
        foreach (var (origin, n) in new[] { (Origin.Live, 1), (Origin.Sim, 2), (Origin.Replay, 3) })
            await store.WriteAsync([Batch((n, Power("a", 0, n) with { Origin = origin }))], Cancelled);

        Assert.Equal(1, (await store.LastAsync("lodge", Origin.Live, Cancelled)).Single().N);
        Assert.Equal(2, (await store.LastAsync("lodge", Origin.Sim, Cancelled)).Single().N);
        Assert.Equal(3, (await store.LastAsync("lodge", Origin.Replay, Cancelled)).Single().N);
        Assert.Equal(1, Count(SqliteStore.LiveFile, "reading"));
        Assert.Equal(2, Count(SqliteStore.DemoFile, "reading"));
    }

    [Fact]
    public async Task A_known_identity_is_replaced_whole()
    {
        await using var store = SqliteStore.Open(folder.Path);
        await store.WriteAsync([Batch((1, Power("a", 0, 5)))], Cancelled);
        await store.WriteAsync([Batch((1, Power("a", 0, 6)), (1, Power("a", 0, 7)))], Cancelled);

        Assert.Equal(7, (await store.LastAsync("lodge", Origin.Live, Cancelled)).Single().Reading.Values[Quantity.PowerW]);
        Assert.Equal(1, Count(SqliteStore.LiveFile, "reading"));
    }

    [Fact]
    public async Task A_gap_row_is_one_point_a_sensor()
    {
        await using var store = SqliteStore.Open(folder.Path);
        var gap = new Gap(812_400, 811_000, 811_499, Start, Start + 60_000, ["a", "b"], "outbox-full", Origin.Live);
        var batch = new NodeBatch("lodge", "booth-pi", outbox, [], [gap]);

        await store.WriteAsync([batch], Cancelled);
        await store.WriteAsync([batch], Cancelled);

        Assert.Equal(
            [("a", 812_400L, Start, Start + 60_000, 811_000L, 811_499L), ("b", 812_400L, Start, Start + 60_000, 811_000L, 811_499L)], Gaps());
    }

    [Fact]
    public async Task A_sensor_known_only_by_a_gap_becomes_a_circuit_with_its_first_reading()
    {
        await using var store = SqliteStore.Open(folder.Path);
        await store.WriteAsync([new("lodge", "booth-pi", outbox, [], [new(1, 1, 1, Start, Start, ["a"], "outbox-full", Origin.Live)])], Cancelled);
        var question = new CounterQuestion("lodge", Origin.Live, [Start, Start + 10_000]);
        Assert.Empty(await store.CountersAsync(question, Cancelled));

        await store.WriteAsync([Batch((2, Power("a", 1, 5)))], Cancelled);

        Assert.Equal("a", Assert.Single(await store.CountersAsync(question, Cancelled)).Series.Sensor);
    }

    [Fact]
    public async Task What_was_written_is_there_after_opening_again()
    {
        await using (var first = SqliteStore.Open(folder.Path))
            await first.WriteAsync([Batch((1, Power("a", 0, 5)))], Cancelled);

        await using var second = SqliteStore.Open(folder.Path);
        await second.WriteAsync([Batch((2, Power("a", 1, 6)))], Cancelled);

        Assert.Equal(2, Count(SqliteStore.LiveFile, "reading"));
        Assert.Equal(1, Count(SqliteStore.LiveFile, "series"));
    }

    [Fact]
    public async Task A_reader_sees_what_the_writer_commits()
    {
        await using var reader = SqliteStore.OpenReadOnly(folder.Path);
        var missing = await Assert.ThrowsAsync<StoreException>(() => reader.LastAsync("lodge", Origin.Live, Cancelled));
        Assert.Equal(Failure.RetrySlowly, missing.Failure);
        Assert.Contains("it is missing", missing.Message, StringComparison.Ordinal);

        await using var writer = SqliteStore.Open(folder.Path);
        Assert.Empty(await reader.LastAsync("lodge", Origin.Live, Cancelled));
        await writer.WriteAsync([Batch((1, Power("a", 0, 5)))], Cancelled);

        Assert.Single(await reader.LastAsync("lodge", Origin.Live, Cancelled));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.WriteAsync([Batch((1, Power("a", 0, 5)))], Cancelled));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_by_name()
    {
        await SqliteStore.Open(folder.Path).DisposeAsync();
        Run(SqliteStore.LiveFile, "pragma user_version = 2");

        var error = Assert.Throws<StoreException>(() => SqliteStore.Open(folder.Path));

        Assert.Equal(
            $"cannot open the store '{folder.File(SqliteStore.LiveFile)}': its schema is version 2 and this program knows version 1; use a newer powderwatts",
            error.Message);
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        Run(SqliteStore.DemoFile, "create table theirs(x)");

        Assert.Contains("database of another program", Assert.Throws<StoreException>(() => SqliteStore.Open(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_refused_and_left_where_it_is()
    {
        var path = folder.File(SqliteStore.LiveFile);
        File.WriteAllText(path, new string('x', 8192));

        var error = Assert.Throws<StoreException>(() => SqliteStore.Open(folder.Path));

        Assert.Equal(Failure.RetrySlowly, error.Failure);
        Assert.StartsWith($"cannot open the store '{path}': the file is damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), File.ReadAllText(path));
    }

    [Fact]
    public async Task Buckets_begin_at_multiples_of_their_width_and_gaps_are_listed()
    {
        await using var store = SqliteStore.Open(folder.Path);
        await store.WriteAsync([Batch([.. new[] { 0, 1, 2, 3, 8, 9 }.Select(s => ((long)s + 1, Power("a", s, s * 10)))])], Cancelled);

        var history = await store.HistoryAsync(
            new(new("lodge", "booth-pi", "a", Origin.Live), Quantity.PowerW, Start + 1000, Start + 20_000, 2000), Cancelled);

        Assert.Equal(
            [new(Start, 10, 10, 10, 10, 1), new(Start + 2000, 20, 25, 30, 30, 2), new HistoryBucket(Start + 8000, 80, 85, 90, 90, 2)],
            history.Buckets);
        Assert.Equal([new(Start + 3000, Start + 8000), new TimeGap(Start + 9000, Start + 20_000)], history.Gaps);
    }

    [Fact]
    public async Task Beside_unsynced_counters_the_nearest_synced_ones_are_given_too()
    {
        await using var store = SqliteStore.Open(folder.Path);
        int[] unsynced = [2, 3, 7, 8];
        await store.WriteAsync([Batch([.. Enumerable.Range(0, 11).Select(s =>
            ((long)s + 1, Power("a", s, 5) with { Quality = unsynced.Contains(s) ? Quality.Unsynced : Quality.None }))])], Cancelled);

        var counter = Assert.Single(await store.CountersAsync(new("lodge", Origin.Live, [Start + 4000, Start + 7000]), Cancelled));

        Assert.Equal([(1, false), (3, true), (4, false), (6, false), (7, true), (9, false)],
            counter.Points.Select(p => ((int)(p.T - Start) / 1000, p.Unsynced)));
    }

    [Fact]
    public async Task An_unknown_series_is_one_gap()
    {
        await using var store = SqliteStore.Open(folder.Path);

        var history = await store.HistoryAsync(new(new("lodge", "x", "y", Origin.Live), Quantity.PowerW, 5, 10, 1), Cancelled);

        Assert.Empty(history.Buckets);
        Assert.Equal([new TimeGap(5, 10)], history.Gaps);
    }

    [Fact]
    public async Task A_cancelled_question_stops()
    {
        await using var store = SqliteStore.Open(folder.Path);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.LastAsync("lodge", Origin.Live, new CancellationToken(true)));
    }

    [Fact]
    public async Task It_tells_which_rows_of_an_outbox_it_holds_and_what_gap_rows_name()
    {
        await using var store = SqliteStore.Open(folder.Path);
        var gap = new Gap(9, 4, 6, Start, Start + 1, ["a", "b"], "outbox-full", Origin.Live);
        await store.WriteAsync([Batch((2, Power("a", 1, 1)), (1, Power("b", 0, 1)), (7, Power("a", 2, 1) with { Origin = Origin.Sim }))], Cancelled);
        await store.WriteAsync([Batch() with { Gaps = [gap] }], Cancelled);
        await store.WriteAsync([Batch((3, Power("other", 0, 1))) with { Outbox = OutboxId.New() }], Cancelled);

        Assert.Equal([new(1, 2), new(7, 7), new(9, 9)], await store.SequencesAsync(outbox, Cancelled));
        Assert.Equal([new(4, 6)], await store.DroppedAsync(outbox, Cancelled));
    }

    private static Reading Power(string sensor, int second, double power) =>
        new(sensor, Start + second * 1000L, new() { [Quantity.PowerW] = power, [Quantity.EnergyWh] = second }) { EnergyFrom = Start };

    private static NodeBatch Batch(params (long N, Reading Reading)[] rows) =>
        new("lodge", "booth-pi", outbox, [.. rows.Select(r => new Numbered(r.N, r.Reading))], []);

    private long Count(string file, string table)
    {
        using var connection = Connect(file);
        using var command = new SqliteCommand($"select count(*) from {table}", connection);
        return (long)command.ExecuteScalar()!;
    }

    private List<(string, long, long, long, long, long)> Gaps()
    {
        using var connection = Connect(SqliteStore.LiveFile);
        using var command = new SqliteCommand(
            """select sensor, seq, t, until, "from", "to" from gap join series on id = series order by sensor""", connection);
        using var reader = command.ExecuteReader();
        var rows = new List<(string, long, long, long, long, long)>();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        return rows;
    }

    private void Run(string file, string sql)
    {
        using var connection = Connect(file);
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={folder.File(file)};Pooling=false");
        connection.Open();
        return connection;
    }
}
