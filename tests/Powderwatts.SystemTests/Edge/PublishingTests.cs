using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Edge;

/// <summary>A node's two connections against a real Mosquitto, with a collector that the test holds in its hand.</summary>
public sealed class PublishingTests
{
    private const string Machine = "0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public async Task Every_committed_row_is_sent_and_released_once_the_collector_has_answered(int protocol)
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var collector = new Collector(broker.Port);
        await using var node = new Node(broker.Port, protocol);
        node.Outbox.Commit(Rows(1, 3000), []);

        await node.StartAsync();
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);
        node.Outbox.Commit(Rows(3001, 3010), []);
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);

        Assert.Equal(Enumerable.Range(1, 3010).Select(n => (long)n), collector.Rows.Order());
        Assert.Equal(3010, node.Sender.AcknowledgedRows);
        await node.UntilAsync(() => node.Part("data") is { State: HealthState.Ok } part && part.Counts["acknowledged"] == 3010);
        Assert.True(node.Part("data")!.Counts["window"] >= 8);
    }

    [Fact]
    public async Task Without_a_collector_the_rows_stay_and_health_says_so_and_its_hello_brings_them()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var node = new Node(broker.Port);
        node.Outbox.Commit(Rows(1, 10), []);
        await node.StartAsync();
        await node.UntilAsync(() => node.Part("data")?.Reason == "no collector");
        Assert.Equal(10, node.Outbox.Status().Unacknowledged);
        await Task.Delay(1100, Token); // the chunk has waited over 1 s

        await using var collector = new Collector(broker.Port);

        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0); // long before the time-out of 30 s
        await node.UntilAsync(() => node.Part("data")!.State == HealthState.Ok);
    }

    [Fact]
    public async Task A_killed_broker_costs_no_row()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var node = new Node(broker.Port);
        await using var collector = new Collector(broker.Port);
        await node.StartAsync();
        node.Outbox.Commit(Rows(1, 100), []);
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);

        await broker.KillAsync();
        node.Outbox.Commit(Rows(101, 200), []);
        await node.UntilAsync(() => node.Part("broker")?.State == HealthState.Down);
        await broker.StartAsync(Token);

        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);
        Assert.Equal(200, collector.Rows.Distinct().Count());
    }

    [Fact]
    public async Task An_acknowledgement_of_rows_that_were_never_sent_releases_nothing_and_alarms()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var collector = new Collector(broker.Port) { Answers = false };
        await using var node = new Node(broker.Port);
        await node.StartAsync();
        node.Outbox.Commit(Rows(1, 10), []);
        await collector.UntilAsync(() => collector.Rows.Count >= 10);

        await collector.AnswerAsync(new Acknowledgement(node.Outbox.Id, [new RowRange(1, 11)], [], null));
        await collector.AnswerAsync(new Acknowledgement(OutboxId.New(), [new RowRange(1, 10)], [], null));
        await node.UntilAsync(() => node.Part("data") is { } part && part.Counts["forged_acks"] == 1 && part.Counts["skipped_acks"] == 1);

        Assert.Equal(10, node.Outbox.Status().Unacknowledged);
        Assert.Equal(HealthState.Warn, node.Part("data")!.State);
        await collector.AnswerAsync(new Acknowledgement(node.Outbox.Id, [new RowRange(1, 6)], [new Refusal(new RowRange(7, 10), "unknown sensor")], null));
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);
        await node.UntilAsync(() => node.Part("data")!.Reason!.Contains("unknown sensor", StringComparison.Ordinal));
        Assert.Equal(4, node.Part("data")!.Counts["refused"]);
    }

    [Fact]
    public async Task It_describes_itself_says_how_it_is_and_goes_offline_in_order()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var reader = new Reader(broker.Port, "powderwatts/v1/#");
        var node = new Node(broker.Port);
        node.Outbox.Commit(Rows(1, 5), []);
        await node.StartAsync();

        var about = WireJson.ReadAbout((await reader.NextAsync(Topics.About("lodge", "booth-pi"))).Span);
        Assert.Equal((node.Outbox.Id, 6L, Machine), (about.Outbox, about.Next, about.Machine));
        Assert.Equal("online", Encoding.UTF8.GetString((await reader.NextAsync(Topics.Status("lodge", "booth-pi"))).Span));
        var health = WireJson.ReadHealth((await reader.NextAsync(Topics.Health("lodge", "booth-pi"))).Span);
        Assert.Contains(health.Parts, p => p.Part == "broker" && p.State == HealthState.Ok);
        Assert.Contains(health.Parts, p => p.Part == "data");

        node.Sender.OfferEvent(new Reading("button", 1_796_000_000_000, State(1)));
        var pressed = WireJson.ReadReading((await reader.NextAsync(Topics.Event("lodge", "booth-pi", "button"))).Span, "button");
        Assert.Equal(1, pressed.Values[Quantity.State]);

        await node.DisposeAsync();
        Assert.Equal("offline", Encoding.UTF8.GetString((await reader.NextAsync(Topics.Status("lodge", "booth-pi"))).Span));
    }

    [Fact]
    public async Task A_restored_card_begins_a_new_outbox_before_it_sends()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var collector = new Collector(broker.Port);
        await using var node = new Node(broker.Port);
        node.Outbox.Commit(Rows(1, 5), []);
        var old = node.Outbox.Id;
        await collector.PublishAboutAsync(new About("1", Machine, "an-earlier-run", "", old, 500, []));

        await node.StartAsync();

        await node.UntilAsync(() => node.Outbox.Id != old);
        node.Outbox.Commit(Rows(1, 3), []);
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);
        Assert.Contains(node.Outbox.Id, collector.Outboxes);
        // what the copy held is sent under its own id, and then the file has another name
        await node.UntilAsync(() => Directory.GetFiles(node.Outbox.Folder, "outbox.sqlite.sent-*").Length == 1);
        Assert.Contains(old, collector.Outboxes);
        Assert.Equal([1, 1, 2, 2, 3, 3, 4, 5], collector.Rows.Order());
        Assert.Equal(0, node.Part("data")!.Counts["skipped_acks"]);
    }

    [Fact]
    public async Task Of_a_damaged_outbox_what_can_be_read_is_sent_and_the_rest_is_named_by_a_gap_row()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var collector = new Collector(broker.Port);
        var damaged = default(OutboxId);
        await using var node = new Node(broker.Port, prepare: folder =>
        {
            using (var outbox = NodeOutbox.Open(folder, Machine, TimeProvider.System, NullLogger.Instance))
            {
                damaged = outbox.Id;
                outbox.Commit(Rows(1, 5000), []);
            }

            using var file = File.OpenWrite(Path.Combine(folder, NodeOutbox.FileName));
            file.Position = 20 * 4096;
            file.Write(new byte[4096 * 4]);
        });
        node.Outbox.Commit(Rows(5001, 5010), []); // the damage is met by the sender
        await node.StartAsync();

        await node.UntilAsync(() => Directory.GetFiles(node.Outbox.Folder, "outbox.sqlite.sent-*").Length == 1);

        Assert.NotEqual(damaged, node.Outbox.Id);
        var gap = Assert.Single(collector.Gaps);
        Assert.Equal("outbox-damaged", gap.Why);
        Assert.Equal(
            Enumerable.Range(1, 5010).Select(n => (long)n).Except(Enumerable.Range((int)gap.From, (int)(gap.To - gap.From + 1)).Select(n => (long)n)),
            collector.Rows.Distinct().Order());
        Assert.Equal(gap.To - gap.From + 1, node.Part("outbox-aside")!.Counts["lost"]);
        Assert.Single(Directory.GetFiles(node.Outbox.Folder, "outbox.sqlite.rescued-*Z"));
    }

    [Fact]
    public async Task Rows_that_were_acknowledged_are_sent_again_when_asked_for()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var collector = new Collector(broker.Port);
        await using var node = new Node(broker.Port);
        node.Outbox.Commit(Rows(1, 1200), []);
        await node.StartAsync();
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);

        Assert.Equal(200, node.Outbox.Resend(node.Outbox.Id, [new RowRange(1001, 9999)]));
        await node.UntilAsync(() => node.Outbox.Status().Unacknowledged == 0);

        Assert.Equal(1400, collector.Rows.Count);
        Assert.Equal(1200, collector.Rows.Distinct().Count());
    }

    [Fact]
    public async Task Two_nodes_with_one_identity_say_so()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var collector = new Collector(broker.Port);
        await using var node = new Node(broker.Port);
        await node.StartAsync();
        await node.UntilAsync(() => node.Part("data")?.State == HealthState.Ok);

        await collector.PublishAboutAsync(new About("1", "fedcba9876543210", "another-run", "", OutboxId.New(), 7, []));

        await node.UntilAsync(() => node.Part("data")!.Reason == "another node, on machine fedcba9876543210, is 'lodge/booth-pi' too");
    }

    [Fact]
    public async Task Live_readings_arrive_at_once_with_the_committed_energy()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var reader = new Reader(broker.Port, "powderwatts/v1/lodge/booth-pi/live/+");
        var board = new HealthBoard(TimeProvider.System);
        (double, long)? committed = null;
        await using var live = new LivePublisher(
            Node.Facts, new MqttLinkOptions { Port = broker.Port, ClientId = "" }, _ => committed, board, TimeProvider.System, NullLoggerFactory.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = live.RunAsync(stop.Token);
        await reader.UntilAsync(() => board.Report().Parts.Any(p => p is { Part: "live", State: HealthState.Ok }));
        var values = default(QuantityValues);
        values[Quantity.PowerW] = 36;
        values[Quantity.EnergyWh] = 100.5;
        var reading = new Reading("gutter-north", 1_796_000_000_000, values) { EnergyFrom = 1_796_000_000_000, Origin = Origin.Sim };

        live.Offer(reading);
        var first = await reader.NextAsync(Topics.Live("lodge", "booth-pi", "gutter-north"));
        Assert.False(WireJson.ReadReading(first.Span, "gutter-north").Values.Has(Quantity.EnergyWh));
        committed = (100.25, 1_796_000_000_000);
        live.Offer(reading with { T = 1_796_000_001_000 });
        var second = await reader.NextAsync(Topics.Live("lodge", "booth-pi", "gutter-north"));

        Assert.Equal(100.25, WireJson.ReadReading(second.Span, "gutter-north").Values[Quantity.EnergyWh]);
        Assert.Equal(2, live.Sent);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static IEnumerable<Reading> Rows(int from, int to) => Enumerable.Range(from, to - from + 1).Select(i =>
    {
        var values = default(QuantityValues);
        values[Quantity.PowerW] = i;
        return new Reading("gutter-north", 1_796_000_000_000 + i, values) { Origin = Origin.Sim };
    });

    private static QuantityValues State(double state)
    {
        var values = default(QuantityValues);
        values[Quantity.State] = state;
        return values;
    }

    private sealed class Node : IAsyncDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly CancellationTokenSource stop = new();
        private readonly HealthBoard board = new(TimeProvider.System);
        private Task run = Task.CompletedTask;

        public Node(int port, int protocol = 5, Action<string>? prepare = null)
        {
            prepare?.Invoke(folder.Path);
            Outbox = NodeOutbox.Open(folder.Path, Machine, TimeProvider.System, NullLogger.Instance);
            Sender = new DataSender(
                Facts, new MqttLinkOptions { Port = port, Protocol = protocol, ClientId = "" }, Outbox, folder.Path, board, TimeProvider.System,
                NullLoggerFactory.Instance);
        }

        public static NodeFacts Facts { get; } = new("lodge", "booth-pi", "0.1.0", Machine, NodeFacts.NewRun(), "",
        [
            new SensorAbout("gutter-north", "Gutter north", "ina226", Kind.Circuit, Origin.Sim, 36, [Quantity.PowerW], null, 1, null),
        ]);

        public NodeOutbox Outbox { get; }

        public DataSender Sender { get; }

        public Task StartAsync()
        {
            run = Sender.RunAsync(stop.Token);
            return Task.CompletedTask;
        }

        public PartHealth? Part(string name) => board.Report().Parts.FirstOrDefault(p => p.Part == name);

        public Task UntilAsync(Func<bool> condition) => PublishingTests.UntilAsync(condition, () =>
            string.Join(", ", board.Report().Parts.Select(p => $"{p.Part} {p.State} {p.Reason} {string.Join(' ', p.Counts)}")));

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Sender.DisposeAsync();
            Outbox.Dispose();
            stop.Dispose();
            folder.Dispose();
        }
    }

    /// <summary>Answers like a collector: a hello to each `about`, and at once to each chunk.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly MqttLink link;
        private readonly CancellationTokenSource stop = new();
        private readonly ConcurrentQueue<Acknowledgement> answers = new();
        private readonly Task run;
        private readonly Task answering;

        public Collector(int port)
        {
            link = new MqttLink(
                new MqttLinkOptions { Port = port, ClientId = "collector", Subscriptions = [Topics.AnyData, Topics.AnyAbout] },
                TimeProvider.System, NullLogger<MqttLink>.Instance)
            {
                Received = Receive,
            };
            run = link.RunAsync(stop.Token);
            answering = AnswerLoopAsync();
        }

        public bool Answers { get; init; } = true;

        public ConcurrentBag<long> Rows { get; } = [];

        public ConcurrentBag<Gap> Gaps { get; } = [];

        public ConcurrentBag<OutboxId> Outboxes { get; } = [];

        public Task UntilAsync(Func<bool> condition) => PublishingTests.UntilAsync(condition, () => $"{Rows.Count} rows, {link.Reason}");

        public async Task AnswerAsync(Acknowledgement acknowledgement)
        {
            await UntilAsync(() => link.State == LinkState.Up);
            var json = new ArrayBufferWriter<byte>();
            WireJson.WriteAcknowledgement(json, acknowledgement);
            await link.PublishAsync(Topics.Ack("lodge", "booth-pi"), json.WrittenMemory, 1, false, Token);
        }

        public async Task PublishAboutAsync(About about)
        {
            await UntilAsync(() => link.State == LinkState.Up);
            var json = new ArrayBufferWriter<byte>();
            WireJson.WriteAbout(json, about);
            Assert.NotEqual(PublishOutcome.Failed, await link.PublishAsync(Topics.About("lodge", "booth-pi"), json.WrittenMemory, 1, true, Token));
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await link.DisposeAsync();
            stop.Dispose();
        }

        private void Receive(MqttMessage message)
        {
            if (message.Topic.EndsWith("/about", StringComparison.Ordinal))
            {
                answers.Enqueue(Acknowledgement.Empty(WireJson.ReadAbout(message.Payload.Span).Outbox));
                return;
            }

            var chunk = WireJson.ReadChunk(message.Payload.Span).Chunk;
            Outboxes.Add(chunk.Outbox);
            foreach (var row in chunk.Readings)
                Rows.Add(row.N);
            foreach (var gap in chunk.Gaps)
                Gaps.Add(gap);
            if (Answers)
                answers.Enqueue(new Acknowledgement(chunk.Outbox, [.. chunk.Readings.Select(r => r.N).Concat(chunk.Gaps.Select(g => g.N)).Select(n => new RowRange(n, n))], [], null));
        }

        private async Task AnswerLoopAsync()
        {
            while (true)
            {
                while (answers.TryDequeue(out var answer))
                    await AnswerAsync(answer);
                await Task.Delay(5, stop.Token);
            }
        }
    }

    private sealed class Reader : IAsyncDisposable
    {
        private readonly MqttLink link;
        private readonly CancellationTokenSource stop = new();
        private readonly ConcurrentQueue<MqttMessage> messages = new();
        private readonly Task run;

        public Reader(int port, string filter)
        {
            link = new MqttLink(new MqttLinkOptions { Port = port, ClientId = "reader", Subscriptions = [filter] }, TimeProvider.System, NullLogger<MqttLink>.Instance)
            {
                Received = messages.Enqueue,
            };
            run = link.RunAsync(stop.Token);
        }

        public Task UntilAsync(Func<bool> condition) => PublishingTests.UntilAsync(condition, () => $"{link.State} {link.Reason}");

        public async Task<ReadOnlyMemory<byte>> NextAsync(string topic)
        {
            MqttMessage message = default;
            await UntilAsync(() =>
            {
                while (messages.TryDequeue(out message))
                {
                    if (message.Topic == topic)
                        return true;
                }

                return false;
            });
            return message.Payload;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await link.DisposeAsync();
            stop.Dispose();
        }
    }

    // a chunk that went out before the collector was back comes again after the first time-out, 30 s: the limit is above that
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(45);

    private static async Task UntilAsync(Func<bool> condition, Func<string> state)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < limit, $"waited in vain: {state()}");
            await Task.Delay(10, Token);
        }
    }
}
