using System.Buffers;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Readings;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;
using Powderwatts.Tape.Recording;
using Powderwatts.Tape.Replaying;
using Powderwatts.Tests.Readings.Wire;

namespace Powderwatts.Tests.Tape.Recording;

public sealed class TapeRecorderTests : IDisposable
{
    private static readonly OutboxId outbox = OutboxId.Parse("00112233445566778899aabbccddeeff");
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_row_is_written_once_however_often_it_was_sent()
    {
        var (recorder, tapes) = await RecordAsync(Options(), [About(), Chunk(1, 2, 3), Chunk(2, 3, 4), Chunk(4), Chunk(6)]);

        Assert.Equal([1001L, 1002, 1003, 1004, 1006], Read(Assert.Single(tapes)).Select(r => r.Reading.T));
        Assert.Equal(new RecordCounts(5, 3, 1, 0, 0, 1), recorder.Counts);
    }

    [Fact]
    public async Task The_same_number_of_another_outbox_or_node_is_another_row()
    {
        var (_, tapes) = await RecordAsync(Options(), [Chunk(1), Chunk("other-pi", outbox, 1), Chunk("pi", OutboxId.New(), 1)]);

        Assert.Equal(["pi", "other-pi", "pi"], Read(Assert.Single(tapes)).Select(r => r.Node));
    }

    [Fact]
    public async Task What_the_broker_keeps_of_the_nodes_stands_at_the_beginning()
    {
        var (_, tapes) = await RecordAsync(Options(), [About(), Chunk(1)]);

        using var reader = TapeReader.Open(Assert.Single(tapes));
        Assert.Equal("north", Assert.Single(Assert.Single(reader.Header.Nodes).Sensors).Sensor);
        Assert.Equal(("lodge", "storm", "America/Denver", "data"), (reader.Header.Site, reader.Header.Name, reader.Header.Zone, reader.Header.Source));
        Assert.Equal(TapeEnding.Complete, reader.End.Ending);
    }

    [Fact]
    public async Task A_node_that_comes_later_is_described_too()
    {
        var (_, tapes) = await RecordAsync(Options(), [Chunk(1), SiteMessages.AboutOf("late-pi", SiteMessages.Circuit("south")), Chunk("late-pi", outbox, 1)]);

        using var reader = TapeReader.Open(Assert.Single(tapes));
        Assert.Equal(["late-pi"], reader.Header.Nodes.Select(n => n.Node));
    }

    [Fact]
    public async Task The_origin_is_kept_and_other_sites_are_not_recorded()
    {
        var other = SiteMessages.Live(SiteMessages.Power("north", 5, 1));
        var (_, tapes) = await RecordAsync(
            Options() with { Live = true },
            [SiteMessages.Live(SiteMessages.Power("north", 7, 12, Origin.Sim)), other with { Topic = Topics.Live("hut", "pi", "north") }]);

        var reading = Assert.Single(Read(Assert.Single(tapes))).Reading;
        Assert.Equal((7L, Origin.Sim), (reading.T, reading.Origin));
    }

    [Fact]
    public async Task A_payload_that_breaks_the_contract_is_left_out_and_counted()
    {
        var (recorder, tapes) = await RecordAsync(Options(), [Chunk(1) with { Payload = "{"u8.ToArray() }, Chunk(2)]);

        Assert.Equal((1, 1), (recorder.Counts.Readings, recorder.Counts.Bad));
        Assert.Single(Read(Assert.Single(tapes)));
    }

    [Fact]
    public async Task A_full_file_is_ended_and_the_oldest_goes_with_its_name()
    {
        var removed = new List<string>();
        var (recorder, tapes) = await RecordAsync(
            Options() with { FileBytes = 5_000, BudgetBytes = 20_000 },
            Enumerable.Range(0, 60).Select(i => Chunk([.. Enumerable.Range(i * 400 + 1, 400).Select(n => (long)n)])),
            removed.Add);

        Assert.NotEmpty(removed);
        Assert.Equal("roof.pwtape", Path.GetFileName(removed[0]));
        Assert.All(removed, file => Assert.False(File.Exists(file)));
        Assert.Equal(recorder.Counts.Files, removed.Count + tapes.Length);
        Assert.InRange(tapes.Sum(t => new FileInfo(t).Length), 1, 30_000);
        foreach (var tape in tapes)
        {
            using var reader = TapeReader.Open(tape);
            Assert.Equal(TapeEnding.Complete, reader.End.Ending);
        }
    }

    [Fact]
    public async Task What_comes_faster_than_the_disk_takes_it_is_dropped_and_counted()
    {
        var recorder = new TapeRecorder(Options(), time);
        foreach (var i in Enumerable.Range(1, 600))
            recorder.Offer(Chunk(i));

        await RunAsync(recorder);

        Assert.Equal(88, recorder.Counts.Dropped);
        Assert.Equal(512, recorder.Counts.Readings);
    }

    [Fact]
    public async Task What_waits_for_the_disk_is_bounded_in_bytes_too()
    {
        var recorder = new TapeRecorder(Options(), time);
        foreach (var _ in Enumerable.Range(0, 100))
            recorder.Offer(Chunk(1) with { Payload = new byte[256 * 1024] });

        Assert.Equal(36, recorder.Counts.Dropped);
        await RunAsync(recorder);
        Assert.Equal((64, 36), (recorder.Counts.Bad, recorder.Counts.Dropped));
    }

    [Fact]
    public async Task A_second_file_is_flushed_even_when_it_has_as_many_readings_as_the_first_had_then()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var recorder = new TapeRecorder(Options() with { FileBytes = 600 }, time);
        var second = Path.Combine(folder.Path, "roof.2.pwtape");
        recorder.Subscribed();
        var running = recorder.RunAsync(stop.Token);
        await UntilAsync(() => recorder.Counts.Files == 1);
        recorder.Offer(Rows(1, 400));
        await UntilAsync(() => Flushed(Path.Combine(folder.Path, "roof.pwtape")) == 400);
        recorder.Offer(Rows(401, 1)); // full by now
        await UntilAsync(() => recorder.Counts.Files == 2);
        recorder.Offer(Rows(402, 400));
        await UntilAsync(() => Flushed(second) == 400);

        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public void Recorded_replayed_and_recorded_again_a_tape_holds_the_same_readings_of_each_node_in_the_same_order_but_for_the_origin() =>
        Gen.Select(WireGen.EverydayReading, Gen.OneOf("pi", "other-pi")).Array[1, 60].Sample(
            drawn =>
            {
                TapeReading[] lines = [.. drawn.Select(d => new TapeReading(d.Item2, d.Item1))];
                var first = Record(lines);
                var second = Record(Replay(TapeSources.Of(() => new MemoryStream(first))));

                Assert.Equal(lines, Read(first));
                foreach (var node in lines.Select(line => line.Node).Distinct()) // a chunk is of one node: between nodes there is no order
                    Assert.Equal(lines.Where(line => line.Node == node).Select(Replayed), Read(second).Where(line => line.Node == node));
            },
            iter: 30, threads: 1);

    private static TapeReading Replayed(TapeReading line) => line with { Reading = line.Reading with { Origin = Origin.Replay } };

    /// <summary>Through chunks as JSON, as a broker carries them.</summary>
    private byte[] Record(IEnumerable<TapeReading> lines)
    {
        var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
        return Record([.. lines.Select(line =>
        {
            var n = numbers[line.Node] = numbers.GetValueOrDefault(line.Node) + 1;
            return Written(line.Node, new Chunk(outbox, [new Numbered(n, line.Reading)], []));
        })]);
    }

    private byte[] Record(IReadOnlyCollection<MqttMessage> messages)
    {
        var (_, tapes) = RecordAsync(Options() with { File = Path.Combine(folder.Path, $"{Guid.NewGuid():n}.pwtape") }, messages).GetAwaiter().GetResult();
        var bytes = File.ReadAllBytes(Assert.Single(tapes));
        File.Delete(tapes[0]);
        return bytes;
    }

    private static List<MqttMessage> Replay(ReadingSource source)
    {
        var messages = new List<MqttMessage>();
        new TapePlayer(SiteMessages.Site, source, new PlayOptions { Speed = null }, TimeProvider.System).RunAsync(
            (_, node, chunk, _) =>
            {
                messages.Add(Written(node, chunk));
                return Task.CompletedTask;
            },
            Cancelled).GetAwaiter().GetResult();
        return messages;
    }

    private RecordOptions Options() => new()
    {
        File = Path.Combine(folder.Path, "roof.pwtape"),
        Site = SiteMessages.Site,
        Name = "storm",
        Zone = "America/Denver",
        Software = "test",
    };

    private async Task<(TapeRecorder Recorder, string[] Tapes)> RecordAsync(
        RecordOptions options, IEnumerable<MqttMessage> messages, Action<string>? removed = null)
    {
        var recorder = new TapeRecorder(options, time) { Removed = removed };
        foreach (var message in messages)
            recorder.Offer(message);
        await RunAsync(recorder);
        return (recorder, [.. Directory.GetFiles(folder.Path, "*.pwtape").Order(StringComparer.Ordinal)]);
    }

    private async Task RunAsync(TapeRecorder recorder)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        recorder.Subscribed();
        var running = recorder.RunAsync(stop.Token);
        while (recorder.Counts.Files == 0)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        for (var since = TimeProvider.System.GetTimestamp(); !holds();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(since) < TimeSpan.FromSeconds(20), "it does not happen");
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private static MqttMessage Rows(int first, int count) => Chunk([.. Enumerable.Range(first, count).Select(n => (long)n)]);

    private static long Flushed(string tape)
    {
        try
        {
            using var reader = TapeReader.Open(tape);
            return reader.Summary().Readings;
        }
        catch (TapeException)
        {
            return 0; // not begun yet
        }
    }

    private static List<TapeReading> Read(string tape) => Read(File.ReadAllBytes(tape));

    private static List<TapeReading> Read(byte[] tape)
    {
        var readings = new List<TapeReading>();
        using var reader = TapeReader.Open(new MemoryStream(tape));
        while (reader.TryRead(out var reading))
            readings.Add(reading);
        return readings;
    }

    private static MqttMessage About() => SiteMessages.About(SiteMessages.Circuit("north"));

    private static MqttMessage Chunk(params long[] rows) => Chunk("pi", outbox, rows);

    private static MqttMessage Chunk(string node, OutboxId id, params long[] rows) =>
        Written(node, new Chunk(id, [.. rows.Select(n => new Numbered(n, SiteMessages.Power("north", 1000 + n, n % 50)))], []));

    private static MqttMessage Written(string node, Chunk chunk)
    {
        var output = new ArrayBufferWriter<byte>();
        WireJson.WriteChunk(output, chunk);
        return new MqttMessage(Topics.Data(SiteMessages.Site, node), output.WrittenMemory, false);
    }
}
