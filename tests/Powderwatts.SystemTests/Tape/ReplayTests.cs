using System.Globalization;
using System.Text.Json;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.SystemTests.Booth;
using Powderwatts.SystemTests.Processes;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Tape;

/// <summary>`replay` against a real Mosquitto, with collector and dashboard as processes of their own.</summary>
public sealed class ReplayTests(ITestOutputHelper output) : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(120);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string TapeFile => folder.File("small.pwtape");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Broker_and_collector_are_killed_while_a_tape_plays_and_every_reading_of_it_is_stored()
    {
        var readings = SmallTape.Write(TapeFile, 3000);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        var collector = await flow.CollectAsync(Token);
        try
        {
            await using var replay = await ReplayAsync(flow, "--speed", "200"); // 15 s
            await replay.WaitForAsync("Connected to broker", limit, Token);
            await Task.Delay(TimeSpan.FromSeconds(4), Token);
            await broker.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), Token);
            await broker.StartAsync(Token);
            await Task.Delay(TimeSpan.FromSeconds(3), Token);
            await collector.KillAsync();
            collector = await flow.CollectAsync(Token);

            Assert.Equal(0, await replay.EndAsync(limit, Token));

            Assert.Contains($"Replayed {readings.ToString("N0", CultureInfo.InvariantCulture)} readings of 'small-storm': all are in the store", replay.Output, StringComparison.Ordinal);
            Assert.Equal(readings, StoredRows.Count(StoredRows.Demo(flow.CollectorData), "replay"));
        }
        finally
        {
            await collector.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_replays_of_one_tape_export_the_same_bytes_however_fast_they_are()
    {
        SmallTape.Write(TapeFile, 300);
        await using var broker = await MosquittoServer.StartAsync(Token);
        var stored = new List<List<string>>();
        var exported = new List<byte[]>();
        foreach (var speed in (string[])["max", "50"])
        {
            using var flow = new Flow(broker.Port);
            await using var collector = await flow.CollectAsync(Token);
            await using var replay = await ReplayAsync(flow, "--speed", speed);
            Assert.Equal(0, await replay.EndAsync(limit, Token));
            stored.Add(StoredRows.Read(StoredRows.Demo(flow.CollectorData), "replay"));
            foreach (var format in (string[])["csv", "line"])
            {
                var file = folder.File($"{speed}.{format}");
                var (code, _, error) = await TheProgram.RunAsync(
                    ["export", file, "--format", format, "--origin", "replay", "--config", flow.Rig, "--data", flow.CollectorData], Token);
                Assert.True(code == 0, error);
                exported.Add(await File.ReadAllBytesAsync(file, Token));
            }
        }

        Assert.Equal(600, stored[0].Count);
        Assert.Equal(stored[0], stored[1]);
        Assert.InRange(exported[0].Length, 600 * 20, int.MaxValue);
        Assert.Equal(exported[0], exported[2]);
        Assert.Equal(exported[1], exported[3]);
    }

    [Fact]
    public async Task What_is_measured_while_a_tape_plays_is_stored_as_measured_and_kept_off_its_screens_and_totals()
    {
        SmallTape.Write(TapeFile, 600);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);
        await using var dashboard = await flow.DashboardAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(await dashboard.WaitForAsync("Dashboard  (http://[^\\s]+)", limit, Token)) };
        await using var real = await BrokerListener.StartAsync(broker.Port, Topics.Ack("lodge", "real-pi"), Token);
        await using var replay = await ReplayAsync(flow, "--speed", "10", "--loop");
        await replay.WaitForAsync("Connected to broker", limit, Token);

        var outbox = OutboxId.New();
        var sensor = new SensorAbout("gutter-north", "Real gutter", "ina226", Kind.Circuit, Origin.Live, 36, [Quantity.PowerW, Quantity.EnergyWh], null, 1, null);
        await real.SayAsync(Topics.About("lodge", "real-pi"), o => WireJson.WriteAbout(o, new About("0.1.0", "m", "r", "", outbox, 1, [sensor])), true, Token);
        for (var n = 1; n <= 5; n++)
        {
            QuantityValues values = default;
            (values[Quantity.PowerW], values[Quantity.EnergyWh]) = (777, 100 + n);
            var reading = new Reading("gutter-north", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), values) { EnergyFrom = 1_700_000_000_000 };
            await real.SayAsync(Topics.Live("lodge", "real-pi", "gutter-north"), o => WireJson.WriteReading(o, reading), false, Token);
            await real.SayAsync(Topics.Data("lodge", "real-pi"), o => WireJson.WriteChunk(o, new Chunk(outbox, [new Numbered(n, reading)], [])), false, Token);
            await Task.Delay(TimeSpan.FromMilliseconds(300), Token);
        }

        await UntilAsync(() => real.Heard.Count(h => WireJson.ReadAcknowledgement(h.Message.Payload.Span).Stored.Length > 0) >= 5, "five acknowledgements of what is measured");
        var now = await AskAsync(http, "/api/v1/now");
        Assert.Equal("replay", now.GetProperty("mode").GetString());
        Assert.Equal("small-storm", now.GetProperty("tape").GetProperty("name").GetString());
        Assert.Equal(["booth-pi/gutter-north", "booth-pi/gutter-south"], now.GetProperty("sensors").EnumerateArray().Select(s => s.GetProperty("sensor").GetString()));
        Assert.All(now.GetProperty("sensors").EnumerateArray(), s => Assert.Equal(("ok", "replay"), (s.GetProperty("status").GetString(), s.GetProperty("origin").GetString())));
        var clock = now.GetProperty("tape").GetProperty("clock").GetInt64();
        Assert.InRange(clock, SmallTape.First, SmallTape.First + 600_000);

        var energy = await AskAsync(http, FormattableString.Invariant($"/api/v1/energy?from={SmallTape.First}&to={SmallTape.First + 600_000}"));
        Assert.Equal("replay", energy.GetProperty("origin").GetString());
        Assert.DoesNotContain("real-pi", energy.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(5, StoredRows.Count(Path.Combine(flow.CollectorData, "store.sqlite"), "live"));
        Assert.Equal(0, StoredRows.Count(Path.Combine(flow.CollectorData, "store.sqlite"), "replay"));
        Assert.Equal(0, StoredRows.Count(StoredRows.Demo(flow.CollectorData), "live"));

        Assert.Equal(0, await replay.StopAsync(Token));
        await UntilAsync(async () => (await AskAsync(http, "/api/v1/now")).GetProperty("mode").GetString() == "live", "the screens show what is measured");
        var after = await AskAsync(http, "/api/v1/now");
        Assert.Equal("real-pi/gutter-north", Assert.Single(after.GetProperty("sensors").EnumerateArray()).GetProperty("sensor").GetString());
    }

    [Fact]
    public async Task A_tape_never_takes_the_place_of_a_node_that_measures()
    {
        SmallTape.Write(TapeFile, 10);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);
        await using var real = await BrokerListener.StartAsync(broker.Port, Topics.Live("lodge", "booth-pi", "+"), Token);
        var about = new About("0.1.0", "m", "r", "", OutboxId.New(), 77, []);
        await real.SayAsync(Topics.About("lodge", "booth-pi"), o => WireJson.WriteAbout(o, about), true, Token);
        await real.SayAsync(Topics.Status("lodge", "booth-pi"), o => System.Buffers.BuffersExtensions.Write(o, "online"u8), true, Token);

        await using (var refused = await ReplayAsync(flow))
        {
            Assert.Equal(1, await refused.EndAsync(limit, Token));
            Assert.Contains("a node of that name measures on this broker", refused.Output, StringComparison.Ordinal);
            Assert.Contains("--beside", refused.Output, StringComparison.Ordinal);
        }

        var kept = await BrokerListener.RetainedAsync(broker.Port, Token);
        Assert.Equal(77, WireJson.ReadAbout(System.Text.Encoding.UTF8.GetBytes(kept[Topics.About("lodge", "booth-pi")])).Next);
        Assert.Equal("online", kept[Topics.Status("lodge", "booth-pi")]);
        Assert.Empty(real.Heard);

        await using var beside = await ReplayAsync(flow, "--beside", "--speed", "max");
        Assert.Equal(0, await beside.EndAsync(limit, Token));
        Assert.Equal(20, StoreFile.Scalar(StoredRows.Demo(flow.CollectorData), "select count(*) from reading r join series s on s.id = r.series where s.node = 'booth-pi-tape'"));
    }

    [Fact]
    public async Task A_node_that_comes_while_a_tape_plays_under_its_name_ends_the_tape_and_keeps_its_place()
    {
        SmallTape.Write(TapeFile, 600);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);
        await using var replay = await ReplayAsync(flow);
        await replay.WaitForAsync("Connected to broker", limit, Token);
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        await using var real = await BrokerListener.StartAsync(broker.Port, Topics.Ack("lodge", "booth-pi"), Token);
        await real.SayAsync(Topics.About("lodge", "booth-pi"), o => WireJson.WriteAbout(o, new About("0.1.0", "m", "r", "", OutboxId.New(), 5, [])), true, Token);
        await real.SayAsync(Topics.Status("lodge", "booth-pi"), o => System.Buffers.BuffersExtensions.Write(o, "online"u8), true, Token);

        Assert.Equal(1, await replay.EndAsync(limit, Token));

        var kept = await BrokerListener.RetainedAsync(broker.Port, Token);
        Assert.Equal(5, WireJson.ReadAbout(System.Text.Encoding.UTF8.GetBytes(kept[Topics.About("lodge", "booth-pi")])).Next);
        Assert.Equal("online", kept[Topics.Status("lodge", "booth-pi")]);
    }

    [Fact]
    public async Task A_tape_that_has_ended_leaves_nothing_on_the_broker_and_no_dead_letter()
    {
        SmallTape.Write(TapeFile, 30);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);

        await using var replay = await ReplayAsync(flow, "--speed", "10");
        Assert.Equal(0, await replay.EndAsync(limit, Token));

        var kept = await BrokerListener.RetainedAsync(broker.Port, Token);
        Assert.DoesNotContain(kept.Keys, topic => topic.StartsWith("powderwatts/v1/lodge/", StringComparison.Ordinal));
        Assert.Empty(Directory.Exists(Path.Combine(flow.CollectorData, "deadletters"))
            ? Directory.GetFiles(Path.Combine(flow.CollectorData, "deadletters"), "*.jsonl*") : []);
    }

    [Fact]
    public async Task What_is_recorded_from_a_replay_is_the_tape_and_each_reading_comes_at_its_instant()
    {
        var readings = SmallTape.Write(TapeFile, 20);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);
        await using var record = await ProgramProcess.StartAsync(["record", folder.File("again.pwtape"), "--config", flow.Rig], "Tape       ", Token);
        await using var screen = await BrokerListener.StartAsync(broker.Port, Topics.Live("lodge", "booth-pi", "+"), Token);
        await using var replay = await ReplayAsync(flow, "--shift");

        Assert.Equal(0, await replay.EndAsync(limit, Token));
        Assert.Equal(0, await record.StopAsync(Token));

        // moved to now, a reading's instant is when it should have come; a busy machine is late, so the figure is told, not judged
        var late = screen.Heard.Select(h => (h.At - DateTimeOffset.FromUnixTimeMilliseconds(Reading(h.Message.Payload.Span).T)).TotalMilliseconds).Order().ToList();
        output.WriteLine(FormattableString.Invariant($"{late.Count} readings, late by: p50 {late[late.Count / 2]:0.0} ms, p99 {late[late.Count * 99 / 100]:0.0} ms, most {late[^1]:0.0} ms, least {late[0]:0.0} ms"));
        Assert.Equal(readings, late.Count);
        Assert.Contains($"Recorded {readings} readings in 1 file", record.Output, StringComparison.Ordinal);
        using var tape = Powderwatts.Tape.TapeReader.Open(folder.File("again.pwtape"));
        Assert.Equal((Powderwatts.Tape.TapeEnding.Complete, "again", readings), (tape.End.Ending, tape.Header.Name, (int)tape.Summary().Readings));
        Assert.All(Assert.Single(tape.Header.Nodes).Sensors, sensor => Assert.Equal(Origin.Replay, sensor.Origin));
    }

    [Fact]
    public async Task A_refused_tape_of_several_nodes_leaves_none_of_them_on_the_broker()
    {
        SmallTape.Write(TapeFile, 600, second: "other-pi");
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var real = await BrokerListener.StartAsync(broker.Port, Topics.Live("lodge", "booth-pi", "+"), Token);
        await real.SayAsync(Topics.About("lodge", "booth-pi"), o => WireJson.WriteAbout(o, new About("0.1.0", "m", "r", "", OutboxId.New(), 77, [])), true, Token);

        await using (var refused = await ReplayAsync(flow))
            Assert.Equal(1, await refused.EndAsync(limit, Token));

        Assert.Equal([Topics.About("lodge", "booth-pi")], (await BrokerListener.RetainedAsync(broker.Port, Token)).Keys);
    }

    [Fact]
    public async Task A_node_that_comes_while_a_tape_of_several_nodes_plays_ends_it_and_the_others_leave_nothing()
    {
        SmallTape.Write(TapeFile, 600, second: "other-pi");
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);
        await using var replay = await ReplayAsync(flow);
        await replay.WaitForAsync("Connected to broker", limit, Token);
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        await using var real = await BrokerListener.StartAsync(broker.Port, Topics.Ack("lodge", "booth-pi"), Token);
        await real.SayAsync(Topics.About("lodge", "booth-pi"), o => WireJson.WriteAbout(o, new About("0.1.0", "m", "r", "", OutboxId.New(), 5, [])), true, Token);

        Assert.Equal(1, await replay.EndAsync(limit, Token));

        Assert.DoesNotContain((await BrokerListener.RetainedAsync(broker.Port, Token)).Keys, topic => topic.Contains("other-pi", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_damaged_tape_all_that_can_be_read_is_stored_and_the_end_says_what_is_not()
    {
        SmallTape.Write(TapeFile, 2000);
        var bytes = await File.ReadAllBytesAsync(TapeFile, Token);
        bytes[bytes.Length / 3] ^= 0x10;
        await File.WriteAllBytesAsync(TapeFile, bytes, Token);
        await using var broker = await MosquittoServer.StartAsync(Token);
        using var flow = new Flow(broker.Port);
        await using var collector = await flow.CollectAsync(Token);
        await using var replay = await ReplayAsync(flow, "--speed", "max");

        Assert.Equal(1, await replay.EndAsync(limit, Token));

        Assert.Contains("all are in the store; but the tape cannot be read to its end: ", replay.Output, StringComparison.Ordinal);
        using var reader = Powderwatts.Tape.TapeReader.Open(TapeFile);
        Assert.Equal(reader.Verify().Found.Readings, StoredRows.Count(StoredRows.Demo(flow.CollectorData), "replay"));
    }

    [Fact]
    public async Task Without_a_broker_neither_a_recording_nor_a_replay_is_called_done()
    {
        SmallTape.Write(TapeFile, 10);
        using var flow = new Flow(1); // nobody listens there
        var (code, _, error) = await TheProgram.RunAsync(["record", folder.File("none.pwtape"), "--for", "1s", "--config", flow.Rig], Token);
        Assert.Equal((1, false), (code, File.Exists(folder.File("none.pwtape"))));
        Assert.Contains("Nothing was recorded and there is no tape", error, StringComparison.Ordinal);

        await using var replay = await ReplayAsync(flow);
        await replay.WaitForAsync("cannot connect to broker", limit, Token);
        Assert.Equal(1, await replay.StopAsync(Token));
        Assert.Contains("it was stopped before the first; ", replay.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--budget 100MiB", 1, "give a --budget of at least twice --file-size (64MiB)")]
    [InlineData("--budget 5", 2, "\"5\" is no size for --budget")]
    public async Task Wrong_sizes_of_a_recording_are_told_in_one_sentence(string arguments, int expected, string sentence)
    {
        var (code, _, error) = await TheProgram.RunAsync(["record", TapeFile, .. arguments.Split(' ')], Token);

        Assert.Equal(expected, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--speed 0", "\"0\" is no speed")]
    [InlineData("--speed 2 --shift", "only at speed 1")]
    [InlineData("--from yesterday", "\"yesterday\" is no instant for --from")]
    [InlineData("--from 2030-01-01T00:00:00Z", "nothing of it lies between --from and --to")]
    public async Task Wrong_wishes_are_told_in_one_sentence(string arguments, string sentence)
    {
        SmallTape.Write(TapeFile, 2);

        var (code, _, error) = await TheProgram.RunAsync(["replay", TapeFile, .. arguments.Split(' ')], Token);

        Assert.True(code is 1 or 2, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_tape_is_told_in_one_sentence()
    {
        await File.WriteAllTextAsync(TapeFile, "watts,time\n", Token);

        var (code, _, error) = await TheProgram.RunAsync(["replay", TapeFile], Token);

        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith("cannot read tape", error, StringComparison.Ordinal);
    }

    private Task<ProgramProcess> ReplayAsync(Flow flow, params string[] arguments) =>
        ProgramProcess.StartAsync(["replay", TapeFile, "--config", flow.Rig, .. arguments], "Ctrl\\+C stops", Token);

    private static Reading Reading(ReadOnlySpan<byte> payload) => WireJson.ReadReading(payload, "any");

    private static async Task<JsonElement> AskAsync(HttpClient http, string path)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Token));
        return document.RootElement.Clone();
    }

    private static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var tries = 0; !await holds(); tries++)
        {
            Assert.True(tries < 300, $"not within 30 s: {what}");
            await Task.Delay(100, Token);
        }
    }
}
