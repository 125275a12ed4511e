using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Protocol;
using Powderwatts.Booth;
using Powderwatts.Collector;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Sqlite;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Booth;

public sealed class EmbeddedBrokerTests : IAsyncLifetime
{
    private const string DataUser = "lodge/booth-pi";
    private const string LiveUser = "lodge/booth-pi/live";

    private static readonly OutboxId outbox = OutboxId.New();
    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly HealthBoard board = new(TimeProvider.System);
    private readonly EmbeddedBrokerOptions options = new()
    {
        EndPoint = new(IPAddress.Loopback, 0),
        Site = "lodge",
        Nodes = ["booth-pi"],
        ConnectTimeout = TimeSpan.FromSeconds(3),
        Connections = 5,
    };

    private SqliteStore store = null!;
    private CollectorWorker collector = null!;
    private EmbeddedBroker broker = null!;
    private Task running = Task.CompletedTask;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = SqliteStore.Open(folder.Path);
        collector = new(CollectorSettings.ForEmbeddedStore, store, new DeadLetterStore(folder.Path), board, new Random(1), TimeProvider.System,
            NullLogger<CollectorWorker>.Instance);
        broker = await EmbeddedBroker.StartAsync(options, collector, board, TimeProvider.System, Cancelled);
        running = collector.RunAsync(stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await broker.DisposeAsync();
        collector.Dispose();
        await store.DisposeAsync();
        stop.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task The_booths_own_chunk_is_stored_and_then_acknowledged()
    {
        using var node = await ConnectAsync(DataUser, own: true);
        var acks = await SubscribeAsync(node, Topics.Ack("lodge", "booth-pi"));

        var answer = await PublishAsync(node, Topics.Data("lodge", "booth-pi"), Chunk());

        Assert.True(answer is MqttClientPublishReasonCode.NoMatchingSubscribers or MqttClientPublishReasonCode.Success);
        var ack = WireJson.ReadAcknowledgement((await acks.ReadAsync(Cancelled)).Payload);
        Assert.Equal([new RowRange(1, 2)], ack.Stored);
        Assert.Equal(2, Assert.Single(await store.LastAsync("lodge", Origin.Sim, Cancelled)).N);
    }

    [Fact]
    public async Task An_about_is_answered_and_kept_for_who_comes_later()
    {
        using var node = await ConnectAsync(DataUser, own: true);
        var acks = await SubscribeAsync(node, Topics.Ack("lodge", "booth-pi"));
        var about = new ArrayBufferWriter<byte>();
        WireJson.WriteAbout(about, new("0.1.0", "machine", "run", "", outbox, 3, []));

        await PublishAsync(node, Topics.About("lodge", "booth-pi"), about.WrittenSpan.ToArray(), retain: true);

        Assert.True(WireJson.ReadAcknowledgement((await acks.ReadAsync(Cancelled)).Payload).IsEmpty);
        using var screen = await ConnectAsync("screen");
        var (topic, payload) = await (await SubscribeAsync(screen, Topics.AnyAbout)).ReadAsync(Cancelled);
        Assert.Equal((Topics.About("lodge", "booth-pi"), 3L), (topic, WireJson.ReadAbout(payload).Next));
    }

    [Fact]
    public async Task A_stranger_may_read_and_not_write()
    {
        using var stranger = await ConnectAsync("stranger");
        using var live = await ConnectAsync(LiveUser, own: true);
        var samples = await SubscribeAsync(stranger, "powderwatts/#");

        foreach (var topic in new[] { Topics.Data("lodge", "booth-pi"), Topics.Status("lodge", "booth-pi"), Topics.Live("lodge", "x", "a"), "elsewhere" })
            Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await PublishAsync(stranger, topic, "x"u8.ToArray()));
        await PublishAsync(live, Topics.Live("lodge", "booth-pi", "a"), "sample"u8.ToArray());

        var (seen, payload) = await samples.ReadAsync(Cancelled);
        while (seen == "powderwatts/v1/collector/collector/health")
            (seen, payload) = await samples.ReadAsync(Cancelled);
        Assert.Equal((Topics.Live("lodge", "booth-pi", "a"), "sample"), (seen, Encoding.UTF8.GetString(payload)));
        Assert.Empty(await store.LastAsync("lodge", Origin.Sim, Cancelled));
    }

    [Fact]
    public async Task Nobody_writes_an_acknowledgement_and_each_own_connection_keeps_to_its_part()
    {
        using var data = await ConnectAsync(DataUser, own: true);
        using var live = await ConnectAsync(LiveUser, own: true);
        using var stranger = await ConnectAsync("stranger");
        var ack = Topics.Ack("lodge", "booth-pi");

        foreach (var client in new[] { data, live, stranger })
            Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await PublishAsync(client, ack, "{}"u8.ToArray()));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await PublishAsync(live, Topics.Data("lodge", "booth-pi"), Chunk()));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await PublishAsync(data, Topics.Data("lodge", "other-pi"), Chunk()));
    }

    [Fact]
    public async Task Own_names_need_the_secret()
    {
        foreach (var (id, user, password) in new[] { (DataUser, DataUser, "wrong"), (DataUser, null, null), ("x", "somebody", "x") })
        {
            using var client = new MqttClientFactory().CreateMqttClient();
            var result = await client.ConnectAsync(Options(id, user, password), Cancelled);
            Assert.Equal(MqttClientConnectResultCode.NotAuthorized, result.ResultCode);
        }
    }

    [Fact]
    public async Task A_frame_that_claims_too_much_ends_its_connection_at_once()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(broker.EndPoint, Cancelled);
        var stream = client.GetStream();

        await stream.WriteAsync(new byte[] { 0x10, 0xFF, 0xFF, 0xFF, 0x7F }, Cancelled);

        Assert.True(await IsClosedAsync(stream));
        while (board.Report().Parts.Single(part => part.Part == "broker").Counts["refused"] != 1)
            await Task.Delay(50, Cancelled);
    }

    [Fact]
    public async Task A_payload_that_is_too_long_is_not_taken_and_the_rest_goes_on()
    {
        using var node = await ConnectAsync(DataUser, own: true);
        await Assert.ThrowsAnyAsync<Exception>(() => PublishAsync(node, Topics.Data("lodge", "booth-pi"), new byte[310_000]));

        using var again = await ConnectAsync(DataUser, own: true);
        var acks = await SubscribeAsync(again, Topics.Ack("lodge", "booth-pi"));
        await PublishAsync(again, Topics.Data("lodge", "booth-pi"), Chunk());
        Assert.Equal([new RowRange(1, 2)], WireJson.ReadAcknowledgement((await acks.ReadAsync(Cancelled)).Payload).Stored);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(broker.EndPoint, Cancelled);

        Assert.True(await IsClosedAsync(client.GetStream()));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed()
    {
        var clients = new List<IMqttClient>();
        for (var i = 0; i < 5; i++)
            clients.Add(await ConnectAsync($"reader-{i}"));
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);

        Assert.True(await IsTurnedAwayAsync(client));
        Assert.All(clients, c => Assert.True(c.IsConnected));
        clients.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_with_the_next_step()
    {
        using var other = new CollectorWorker(new(), store, new DeadLetterStore(folder.Path), board, new Random(1), TimeProvider.System,
            NullLogger<CollectorWorker>.Instance);

        var error = await Assert.ThrowsAsync<IOException>(
            () => EmbeddedBroker.StartAsync(options with { EndPoint = broker.EndPoint }, other, board, TimeProvider.System, Cancelled));

        Assert.Equal(
            $"cannot listen on {broker.EndPoint} for the broker: the port is in use; stop the other program or choose another with --mqtt", error.Message);
    }

    [Fact]
    public async Task Health_is_there_for_every_screen()
    {
        using var screen = await ConnectAsync("screen");

        var (_, payload) = await (await SubscribeAsync(screen, Topics.CollectorHealth("collector"))).ReadAsync(Cancelled);

        var parts = WireJson.ReadHealth(payload).Parts.Select(p => p.Part);
        Assert.Equal(["broker", "deadletters", "intake", "store"], parts);
    }

    private static byte[] Chunk()
    {
        var buffer = new ArrayBufferWriter<byte>();
        var rows = Enumerable.Range(1, 2).Select(n => new Numbered(n,
            new Reading("a", 1_796_112_000_000 + n, new() { [Quantity.PowerW] = n }) { Origin = Origin.Sim }));
        WireJson.WriteChunk(buffer, new(outbox, [.. rows], []));
        return buffer.WrittenSpan.ToArray();
    }

    private async Task<IMqttClient> ConnectAsync(string id, bool own = false)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var result = await client.ConnectAsync(own ? Options(id, id, options.Secret) : Options(id, null, null), Cancelled);
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return client;
    }

    private MqttClientOptions Options(string id, string? user, string? password)
    {
        var builder = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.EndPoint.Port).WithClientId(id)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).WithTimeout(TimeSpan.FromSeconds(10));
        return (user is null ? builder : builder.WithCredentials(user, password)).Build();
    }

    private static async Task<ChannelReader<(string Topic, byte[] Payload)>> SubscribeAsync(IMqttClient client, string filter)
    {
        var messages = Channel.CreateUnbounded<(string, byte[])>();
        client.ApplicationMessageReceivedAsync += received =>
        {
            messages.Writer.TryWrite((received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray()));
            return Task.CompletedTask;
        };
        await client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, Cancelled);
        return messages.Reader;
    }

    private static async Task<MqttClientPublishReasonCode> PublishAsync(IMqttClient client, string topic, byte[] payload, bool retain = false) =>
        (await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithRetainFlag(retain).Build(), Cancelled)).ReasonCode;

    /// <summary>The reset may come before the connecting side has even seen its connection.</summary>
    private async Task<bool> IsTurnedAwayAsync(Socket client)
    {
        try
        {
            await client.ConnectAsync(broker.EndPoint, Cancelled);
            using var stream = new NetworkStream(client);
            return await IsClosedAsync(stream);
        }
        catch (Exception reset) when (reset is SocketException or IOException)
        {
            return true;
        }
    }

    private static async Task<bool> IsClosedAsync(NetworkStream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromSeconds(8));
        try
        {
            return await stream.ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
