using MQTTnet;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Broker;

/// <summary>firmware-config/broker against the real Mosquitto: who may do what.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Tree = "powderwatts/v1";

    private BrokerFiles files = null!;
    private MosquittoServer broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        files = await BrokerFiles.MakeAsync(Token);
        broker = await MosquittoServer.StartWholeAsync(files.Settings, Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        files?.Dispose();
    }

    [Fact]
    public void Mosquitto_takes_every_line_of_the_settings_without_a_complaint()
    {
        Assert.Contains("running", broker.Log, StringComparison.Ordinal);
        // tests may run as root
        var complaints = broker.Log.Split('\n').Where(line => !line.Contains("should not be run as root", StringComparison.Ordinal));
        Assert.All(complaints, line => Assert.DoesNotMatch("(?i)error|warning|deprecated|unknown configuration", line));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("about")]
    [InlineData("status")]
    [InlineData("health")]
    [InlineData("live/gutter-north")]
    [InlineData("event/door")]
    public async Task A_node_writes_in_its_own_tree_and_in_no_other(string leaf)
    {
        await using var node = await NodeAsync("lodge", "booth-pi");

        Assert.True(IsTaken(await node.PublishAsync($"{Tree}/lodge/booth-pi/{leaf}", "x", Token)));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await node.PublishAsync($"{Tree}/lodge/barn-pi/{leaf}", "x", Token));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await node.PublishAsync($"{Tree}/hut/booth-pi/{leaf}", "x", Token));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await node.PublishAsync($"{Tree}/hut/barn-pi/{leaf}", "x", Token));
    }

    [Theory]
    [InlineData("lodge/booth-pi/ack")]
    [InlineData("lodge/booth-pi/other")]
    [InlineData("lodge/booth-pi/live/gutter-north/deeper")]
    [InlineData("collector/c1/health")]
    [InlineData("lodge")]
    public async Task A_node_never_acknowledges_and_never_leaves_the_contract(string topic)
    {
        await using var node = await NodeAsync("lodge", "booth-pi");

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await node.PublishAsync($"{Tree}/{topic}", "x", Token));
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await node.PublishAsync("homeassistant/status", "x", Token));
    }

    [Theory]
    [InlineData("lodge/booth-pi/live/gutter-north", true)]
    [InlineData("lodge/booth-pi/live/gutter-north/deeper", false)]
    [InlineData("lodge/booth-pi/live/live/deeper", false)]
    [InlineData("lodge/booth-pi/data", false)]
    [InlineData("lodge/booth-pi/about", false)]
    [InlineData("lodge/booth-pi/ack", false)]
    [InlineData("lodge/booth-pi/event/door", false)]
    [InlineData("lodge/barn-pi/live/gutter-north", false)]
    [InlineData("hut/booth-pi/live/gutter-north", false)]
    public async Task The_live_user_writes_only_its_own_live_readings(string topic, bool allowed)
    {
        await using var live = await UserAsync("lodge/booth-pi/live", files.Password("lodge.booth-pi"));

        Assert.Equal(allowed, IsTaken(await live.PublishAsync($"{Tree}/{topic}", "x", Token)));
    }

    [Theory]
    [InlineData("lodge/booth-pi/ack", true)]
    [InlineData("hut/booth-pi/ack", true)]
    [InlineData("collector/c1/health", true)]
    [InlineData("lodge/booth-pi/data", false)]
    [InlineData("lodge/booth-pi/live/gutter-north", false)]
    [InlineData("lodge/booth-pi/about", false)]
    [InlineData("lodge/booth-pi/status", false)]
    public async Task A_collector_writes_acknowledgements_and_its_health(string topic, bool allowed)
    {
        await using var collector = await UserAsync("collector", files.Password("collector"));

        Assert.Equal(allowed, IsTaken(await collector.PublishAsync($"{Tree}/{topic}", "x", Token)));
    }

    [Theory]
    [InlineData("lodge/booth-pi/ack")]
    [InlineData("lodge/booth-pi/data")]
    [InlineData("collector/c1/health")]
    [InlineData("dashboard/live/data")] // its own name read as a site with a node `live`
    [InlineData("dashboard/event/data")]
    [InlineData("dashboard/pi/data")]
    public async Task A_dashboard_writes_nothing(string topic)
    {
        await using var dashboard = await UserAsync("dashboard", files.Password("dashboard"));

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, await dashboard.PublishAsync($"{Tree}/{topic}", "x", Token));
    }

    [Fact]
    public async Task A_dashboard_reads_all()
    {
        await using var dashboard = await UserAsync("dashboard", files.Password("dashboard"));
        await dashboard.SubscribeAsync($"{Tree}/#", Token);
        await using var node = await NodeAsync("lodge", "booth-pi");
        await using var collector = await UserAsync("collector", files.Password("collector"));

        foreach (var leaf in new[] { "data", "about", "status", "health", "live/gutter-north", "event/door" })
        {
            await node.PublishAsync($"{Tree}/lodge/booth-pi/{leaf}", leaf, Token);
            Assert.Equal(($"{Tree}/lodge/booth-pi/{leaf}", leaf), await dashboard.NextAsync(Token));
        }

        await collector.PublishAsync($"{Tree}/collector/c1/health", "well", Token);
        Assert.Equal(($"{Tree}/collector/c1/health", "well"), await dashboard.NextAsync(Token));
    }

    [Fact]
    public async Task A_collector_reads_what_nodes_say()
    {
        await using var collector = await UserAsync("collector", files.Password("collector"));
        await collector.SubscribeAsync($"$share/powderwatts/{Tree}/+/+/data", Token);
        await collector.SubscribeAsync($"{Tree}/+/+/about", Token);
        await using var node = await NodeAsync("hut", "booth-pi");

        await node.PublishAsync($"{Tree}/hut/booth-pi/data", "chunk", Token);
        Assert.Equal(($"{Tree}/hut/booth-pi/data", "chunk"), await collector.NextAsync(Token));
        await node.PublishAsync($"{Tree}/hut/booth-pi/about", "me", Token);
        Assert.Equal(($"{Tree}/hut/booth-pi/about", "me"), await collector.NextAsync(Token));
    }

    [Fact]
    public async Task A_node_reads_only_its_own_acknowledgements_and_its_own_about()
    {
        await using var node = await NodeAsync("lodge", "booth-pi");
        await node.SubscribeAsync("#", Token);
        await using var other = await NodeAsync("lodge", "barn-pi");
        await using var collector = await UserAsync("collector", files.Password("collector"));

        foreach (var leaf in new[] { "data", "about", "status", "health", "live/gutter-north", "event/door" })
            await other.PublishAsync($"{Tree}/lodge/barn-pi/{leaf}", "another's", Token);
        await node.PublishAsync($"{Tree}/lodge/booth-pi/data", "not read back", Token);
        await collector.PublishAsync($"{Tree}/lodge/barn-pi/ack", "another's", Token);
        await collector.PublishAsync($"{Tree}/lodge/booth-pi/ack", "mine", Token);
        await node.PublishAsync($"{Tree}/lodge/booth-pi/about", "me", Token);

        Assert.Equal(($"{Tree}/lodge/booth-pi/ack", "mine"), await node.NextAsync(Token));
        Assert.Equal(($"{Tree}/lodge/booth-pi/about", "me"), await node.NextAsync(Token));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("lodge/booth-pi", null)]
    [InlineData("lodge/booth-pi", "guessed")]
    [InlineData("lodge/no-such-node", "guessed")]
    [InlineData("collector", "collector")]
    public async Task Nobody_gets_in_without_a_name_and_its_password(string? name, string? password)
    {
        var (user, code) = await BrokerUser.TryConnectAsync(broker.Port, name, password, "stranger", Token);

        Assert.Null(user);
        Assert.True(code is MqttClientConnectResultCode.NotAuthorized or MqttClientConnectResultCode.BadUserNameOrPassword, code.ToString());
    }

    [Fact]
    public async Task The_user_name_is_the_client_id_so_that_nobody_takes_the_place_of_another_user()
    {
        await using var node = await NodeAsync("lodge", "booth-pi");
        // says that it is the collector, and is not: the collector stays
        await using var collector = await UserAsync("collector", files.Password("collector"));
        await collector.SubscribeAsync($"{Tree}/+/+/data", Token);
        await using var liar = await UserAsync("hut/booth-pi", files.Password("hut.booth-pi"), clientId: "collector");
        await liar.PublishAsync($"{Tree}/hut/booth-pi/data", "still here", Token);
        Assert.Equal(($"{Tree}/hut/booth-pi/data", "still here"), await collector.NextAsync(Token));

        // and one user is one connection, whatever client id it gives
        await using var again = await UserAsync("lodge/booth-pi", files.Password("lodge.booth-pi"), clientId: "another");
        await node.Lost;
        Assert.True(IsTaken(await again.PublishAsync($"{Tree}/lodge/booth-pi/status", "online", Token)));
    }

    [Fact]
    public async Task A_packet_above_the_limit_is_refused_and_the_largest_chunk_is_not()
    {
        await using var collector = await UserAsync("collector", files.Password("collector"));
        await collector.SubscribeAsync($"{Tree}/+/+/data", Token);
        await using var node = await NodeAsync("lodge", "booth-pi");

        Assert.Equal(MqttClientPublishReasonCode.Success, await node.PublishAsync($"{Tree}/lodge/booth-pi/data", new string('x', 256 * 1024), Token));
        Assert.Equal(256 * 1024, (await collector.NextAsync(Token)).Payload.Length);
        // the answer is a code when the client has heard the limit, else the connection ends
        var refused = await node.PublishAsync($"{Tree}/lodge/booth-pi/data", new string('x', 300_001), Token)
            .ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : MqttClientPublishReasonCode.PacketIdentifierInUse, TaskScheduler.Default);
        Assert.NotEqual(MqttClientPublishReasonCode.Success, refused);

        await using var again = await NodeAsync("lodge", "booth-pi");
        await again.PublishAsync($"{Tree}/lodge/booth-pi/data", "small", Token);
        Assert.Equal("small", (await collector.NextAsync(Token)).Payload);
    }

    private static bool IsTaken(MqttClientPublishReasonCode code) =>
        code is MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers;

    private Task<BrokerUser> NodeAsync(string site, string node) => UserAsync($"{site}/{node}", files.Password($"{site}.{node}"));

    private async Task<BrokerUser> UserAsync(string name, string password, string? clientId = null)
    {
        var (user, code) = await BrokerUser.TryConnectAsync(broker.Port, name, password, clientId ?? name, Token);
        Assert.Equal(MqttClientConnectResultCode.Success, code);
        return user!;
    }
}
