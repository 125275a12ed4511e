using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Mqtt;

public sealed class MqttLinkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public async Task A_message_goes_from_link_to_link_in_both_protocol_versions(int protocol)
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var reader = new Running(Options(broker.Port, "reader", protocol) with { Subscriptions = ["site/+/data", "other/#"] });
        await using var writer = new Running(Options(broker.Port, "writer", protocol));
        await reader.UpAsync();
        await writer.UpAsync();

        Assert.Equal(PublishOutcome.Sent, await writer.SendAsync("site/a/data", "hello"));
        Assert.Equal(PublishOutcome.Sent, await writer.SendAsync("other/b", "best effort", qos: 0));

        Assert.Equal(("site/a/data", "hello"), await reader.NextAsync());
        Assert.Equal(("other/b", "best effort"), await reader.NextAsync());
        Assert.Null(writer.Link.Reason);
    }

    [Fact]
    public async Task Many_publishes_may_overlap()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var reader = new Running(Options(broker.Port, "reader") with { Subscriptions = ["#"] });
        await using var writer = new Running(Options(broker.Port, "writer"));
        await reader.UpAsync();
        await writer.UpAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => writer.SendAsync("n", $"{i}")));

        Assert.All(outcomes, outcome => Assert.Equal(PublishOutcome.Sent, outcome));
        var seen = new HashSet<string>();
        while (seen.Count < 200)
            seen.Add((await reader.NextAsync()).Payload);
    }

    [Fact]
    public async Task It_connects_and_subscribes_again_after_the_broker_was_killed_and_restarted()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var reader = new Running(Options(broker.Port, "reader") with { Subscriptions = ["a"] });
        await using var writer = new Running(Options(broker.Port, "writer"));
        await reader.UpAsync();
        await writer.UpAsync();

        await broker.KillAsync();
        await reader.DownAsync();
        await writer.DownAsync();
        Assert.Equal(PublishOutcome.Failed, await writer.SendAsync("a", "lost"));
        await broker.StartAsync(Token);
        await reader.UpAsync();
        await writer.UpAsync();

        Assert.Equal(PublishOutcome.Sent, await writer.SendAsync("a", "after"));
        Assert.Equal(("a", "after"), await reader.NextAsync());
        Assert.Equal(2, reader.Link.Connects);
        Assert.Equal(2, reader.ConnectedCalls);
    }

    [Fact]
    public async Task A_publish_that_nobody_reads_is_told_apart()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var five = new Running(Options(broker.Port, "five"));
        await using var three = new Running(Options(broker.Port, "three", protocol: 3));
        await five.UpAsync();
        await three.UpAsync();

        Assert.Equal(PublishOutcome.NoSubscriber, await five.SendAsync("nobody", "x"));
        Assert.Equal(PublishOutcome.Sent, await three.SendAsync("nobody", "x")); // 3.1.1 has no word for it
    }

    [Fact]
    public async Task An_absent_broker_is_named_with_the_next_step_and_found_when_it_comes()
    {
        await using var broker = MosquittoServer.Prepare();
        await using var link = new Running(Options(broker.Port, "early"));
        await link.UntilAsync(() => link.Link.Reason?.Contains("refused", StringComparison.Ordinal) == true);

        Assert.Equal(LinkState.Down, link.Link.State);
        Assert.Equal(
            $"cannot connect to broker '127.0.0.1:{broker.Port}': connection refused; start the broker or correct broker.host",
            link.Link.Reason);
        Assert.Equal(PublishOutcome.Failed, await link.SendAsync("a", "b"));

        await broker.StartAsync(Token);
        await link.UpAsync();
        Assert.Null(link.Link.Reason);
    }

    [Fact]
    public async Task An_unknown_host_is_named()
    {
        await using var link = new Running(Options(1883, "lost") with { Host = "no-such-host.invalid" });

        await link.UntilAsync(() => link.Link.Reason?.Contains("correct", StringComparison.Ordinal) == true);

        Assert.Equal("cannot connect to broker 'no-such-host.invalid:1883': no such host; correct broker.host", link.Link.Reason);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    public async Task A_wrong_password_is_named_and_the_right_one_gets_in(int protocol)
    {
        await using var broker = await MosquittoServer.StartAsync(
            Token,
            "allow_anonymous false",
            MosquittoServer.FileSetting("password_file", MosquittoServer.PasswordLine("lodge/booth-pi", "right")));
        var options = Options(broker.Port, "lodge/booth-pi", protocol) with { User = "lodge/booth-pi" };
        await using var wrong = new Running(options with { Password = "wrong" });
        await wrong.UntilAsync(() => wrong.Link.Reason?.Contains("password", StringComparison.Ordinal) == true);

        Assert.Equal(
            $"cannot connect to broker '127.0.0.1:{broker.Port}': user 'lodge/booth-pi' or its password is not accepted; "
            + "correct broker.user and broker.password_file",
            wrong.Link.Reason);
        Assert.Equal(LinkState.Down, wrong.Link.State);

        await using var right = new Running(options with { ClientId = "other", Password = "right" });
        await right.UpAsync();
    }

    [Fact]
    public async Task A_topic_that_the_broker_forbids_is_refused_and_named_until_it_is_taken()
    {
        await using var broker = await MosquittoServer.StartAsync(
            Token, MosquittoServer.FileSetting("acl_file", "topic readwrite mine/#"));
        await using var link = new Running(Options(broker.Port, "limited"));
        await link.UpAsync();

        Assert.Equal(PublishOutcome.Refused, await link.SendAsync("yours/data", "x"));
        Assert.Equal("cannot publish 'yours/data': not authorised; allow it in the broker's access list", link.Link.Reason);
        Assert.Equal(PublishOutcome.NoSubscriber, await link.SendAsync("mine/data", "x"));
        Assert.NotNull(link.Link.Reason);
        Assert.Equal(LinkState.Up, link.Link.State);
    }

    [Fact]
    public async Task A_message_too_large_for_the_broker_is_refused_or_fails_and_the_link_comes_back()
    {
        await using var broker = await MosquittoServer.StartAsync(Token, "max_packet_size 2000");
        await using var link = new Running(Options(broker.Port, "large"));
        await link.UpAsync();

        var outcome = await link.SendAsync("a", new string('x', 5000));

        Assert.True(outcome is PublishOutcome.Refused or PublishOutcome.Failed, outcome.ToString());
        await link.UntilAsync(() => link.Link.State == LinkState.Up && link.Link.Connects > 1 || outcome == PublishOutcome.Refused);
        await link.UpAsync();
        Assert.Equal(PublishOutcome.NoSubscriber, await link.SendAsync("a", "small"));
    }

    [Fact]
    public async Task The_last_will_is_delivered_when_the_cable_is_cut_and_when_the_link_stops_in_order()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var cable = new TcpRelay(broker.Port);
        await using var reader = new Running(Options(broker.Port, "reader") with { Subscriptions = ["n/status"] });
        await reader.UpAsync();
        var node = new Running(Options(cable.Port, "node") with { WillTopic = "n/status" });
        await node.UpAsync();
        await node.SendAsync("n/status", "online", retain: true);
        Assert.Equal(("n/status", "online"), await reader.NextAsync());

        cable.Cut();
        Assert.Equal(("n/status", "offline"), await reader.NextAsync());

        await node.UpAsync(connects: 2);
        await node.SendAsync("n/status", "online", retain: true);
        Assert.Equal(("n/status", "online"), await reader.NextAsync());
        await node.DisposeAsync();
        Assert.Equal(("n/status", "offline"), await reader.NextAsync());
        await using var late = new Running(Options(broker.Port, "late") with { Subscriptions = ["n/status"] });
        Assert.Equal(("n/status", "offline"), await late.NextAsync()); // retained
    }

    [Fact]
    public async Task A_broker_that_falls_silent_is_left_and_found_again()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var cable = new TcpRelay(broker.Port);
        await using var link = new Running(Options(cable.Port, "silent") with
        {
            KeepAlive = TimeSpan.FromSeconds(2),
            ConnectTimeout = TimeSpan.FromSeconds(1),
        });
        await link.UpAsync();

        cable.Hold();
        await link.DownAsync();
        Assert.Contains("no answer to", link.Link.Reason, StringComparison.Ordinal);

        cable.Release();
        await link.UpAsync(connects: 2);
    }

    [Fact]
    public async Task A_handler_that_throws_is_counted_and_holds_nothing_up()
    {
        await using var broker = await MosquittoServer.StartAsync(Token, "max_inflight_messages 5");
        var seen = 0;
        await using var reader = new Running(Options(broker.Port, "reader") with { Subscriptions = ["a"] }, received: _ =>
        {
            Interlocked.Increment(ref seen);
            throw new InvalidOperationException("a handler with a fault");
        });
        await using var writer = new Running(Options(broker.Port, "writer"));
        await reader.UpAsync();
        await writer.UpAsync();

        for (var i = 0; i < 50; i++)
            await writer.SendAsync("a", "x");

        await reader.UntilAsync(() => Volatile.Read(ref seen) == 50);
        await reader.UntilAsync(() => reader.Link.HandlerFailures == 50);
        Assert.Equal(1, reader.Link.Connects);
    }

    [Fact]
    public async Task A_message_over_the_limit_is_dropped_and_counted()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var reader = new Running(Options(broker.Port, "reader", protocol: 3) with { Subscriptions = ["a"] });
        await using var writer = new Running(Options(broker.Port, "writer"));
        await reader.UpAsync();
        await writer.UpAsync();

        await writer.SendAsync("a", new string('x', 300_001));
        await writer.SendAsync("a", new string('y', 300_000));

        Assert.Equal(300_000, (await reader.NextAsync()).Payload.Length);
        Assert.Equal(1, reader.Link.Oversized);
    }

    [Fact]
    public async Task A_second_client_with_our_id_is_named_and_we_wait_at_least_5_s()
    {
        await using var broker = new MqttNetBroker();
        await broker.StartAsync();
        await using var first = new Running(Options(broker.Port, "twin"));
        await first.UpAsync();
        first.Link.ResetBackoff();

        var second = new Running(Options(broker.Port, "twin"));
        await second.UpAsync();
        await first.DownAsync();

        Assert.Equal(
            $"cannot keep the link to broker '127.0.0.1:{broker.Port}': another client has come with client id 'twin'; "
            + "give every node an id of its own",
            first.Link.Reason);
        await Task.Delay(3000, Token);
        Assert.Equal(LinkState.Down, first.Link.State);
        await second.DisposeAsync();
        await first.UpAsync(connects: 2);
    }

    [Fact]
    public async Task A_refused_subscription_is_no_link()
    {
        await using var broker = new MqttNetBroker(refuse: "secret/#");
        await broker.StartAsync();
        await using var link = new Running(Options(broker.Port, "deaf") with { Subscriptions = ["open/#", "secret/#"] });

        await link.UntilAsync(() => link.Link.Reason?.Contains("secret", StringComparison.Ordinal) == true);

        Assert.Equal(
            $"cannot connect to broker '127.0.0.1:{broker.Port}': subscription 'secret/#' is refused: NotAuthorized; "
            + "allow it in the broker's access list",
            link.Link.Reason);
        Assert.Equal(LinkState.Down, link.Link.State);
    }

    private static MqttLinkOptions Options(int port, string clientId, int protocol = 5) =>
        new() { Port = port, ClientId = clientId, Protocol = protocol };

    /// <summary>A link that runs until disposed, and keeps what it received.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

        private readonly BlockingCollection<(string, string)> messages = [];
        private readonly CancellationTokenSource stop = new();
        private readonly Task run;
        private int connectedCalls;

        public Running(MqttLinkOptions options, Action<MqttMessage>? received = null)
        {
            Link = new MqttLink(options, TimeProvider.System, NullLogger<MqttLink>.Instance)
            {
                Received = received ?? (m => messages.Add((m.Topic, Encoding.UTF8.GetString(m.Payload.Span)))),
                Connected = _ =>
                {
                    Interlocked.Increment(ref connectedCalls);
                    return Task.CompletedTask;
                },
            };
            run = Link.RunAsync(stop.Token);
        }

        public MqttLink Link { get; }

        public int ConnectedCalls => Volatile.Read(ref connectedCalls);

        public Task<PublishOutcome> SendAsync(string topic, string payload, int qos = 1, bool retain = false) =>
            Link.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), qos, retain, Token);

        public async Task<(string Topic, string Payload)> NextAsync()
        {
            (string, string) message = default;
            await UntilAsync(() => messages.TryTake(out message));
            return message;
        }

        public Task UpAsync(int connects = 1) =>
            UntilAsync(() => Link.State == LinkState.Up && Link.Connects >= connects && ConnectedCalls >= connects);

        public Task DownAsync() => UntilAsync(() => Link.State == LinkState.Down);

        public async Task UntilAsync(Func<bool> condition)
        {
            var start = TimeProvider.System.GetTimestamp();
            while (!condition())
            {
                Assert.True(TimeProvider.System.GetElapsedTime(start) < patience, $"waited in vain; the link says: {Link.Reason ?? "nothing"}");
                await Task.Delay(10, Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Link.DisposeAsync();
            messages.Dispose();
            stop.Dispose();
        }
    }
}
