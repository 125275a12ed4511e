using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Tests;

namespace Powderwatts.SystemTests.Mqtt;

/// <summary>A link over TLS to the real Mosquitto: what gets through, and what is said when nothing does.</summary>
public sealed class TlsLinkTests : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private readonly TlsFiles files = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("127.0.0.1", 5)]
    [InlineData("localhost", 5)]
    [InlineData("127.0.0.1", 3)]
    public async Task A_certificate_that_holds_lets_messages_through(string host, int protocol)
    {
        await using var broker = await MosquittoServer.StartAsync(Token, files.Settings);
        var received = new TaskCompletionSource<MqttMessage>();
        await using var link = Start(Options(broker.Port) with { Host = host, Protocol = protocol, Subscriptions = ["a/b"] }, m => received.TrySetResult(m));
        await UpAsync(link);

        Assert.Equal(PublishOutcome.Sent, await link.PublishAsync("a/b", new byte[100_000], 1, false, Token));

        Assert.Equal(100_000, (await received.Task.WaitAsync(patience, Token)).Payload.Length);
        var reach = await BrokerReach.LookAsync(Options(broker.Port) with { Host = host }, TimeProvider.System, Token);
        Assert.Null(reach.Fault);
        Assert.InRange(reach.CertificateUntil!.Value, DateTimeOffset.UtcNow.AddDays(89), DateTimeOffset.UtcNow.AddDays(91));
    }

    [Theory]
    [InlineData("stranger", "is from 'Stranger', which is not in broker.ca_file")]
    [InlineData("name", "is for 'elsewhere.lan', not for '127.0.0.1'; set broker.host")]
    [InlineData("expired", "expired on ")]
    [InlineData("early", "the clock may not be synchronised yet; wait for the clock")]
    [InlineData("client", "is not one for a server; make a server's certificate")]
    public async Task A_wrong_certificate_is_named_and_the_link_comes_up_when_it_is_mended(string which, string expected)
    {
        using var other = new TestAuthority("Stranger");
        var now = DateTimeOffset.UtcNow;
        string[] here = ["127.0.0.1"];
        files.Show(which switch
        {
            "stranger" => other.Issue(here),
            "name" => files.Authority.Issue(["elsewhere.lan"]),
            "expired" => files.Authority.Issue(here, now.AddDays(-9), now.AddDays(-2)),
            "early" => files.Authority.Issue(here, now.AddDays(2)),
            _ => files.Authority.Issue(here, usage: TestAuthority.ForClients),
        });
        await using var broker = await MosquittoServer.StartAsync(Token, files.Settings);
        await using var link = Start(Options(broker.Port));
        await SaysAsync(link, expected);

        Assert.Equal(LinkState.Down, link.State);
        Assert.StartsWith($"cannot connect to broker '127.0.0.1:{broker.Port}': the broker's certificate ", link.Reason, StringComparison.Ordinal);
        var reach = await BrokerReach.LookAsync(Options(broker.Port), TimeProvider.System, Token);
        Assert.Equal(link.Reason!.Replace("connect to", "reach", StringComparison.Ordinal), reach.Fault);
        Assert.Equal(PublishOutcome.Failed, await link.PublishAsync("a", new byte[1], 1, false, Token));

        await broker.KillAsync();
        files.Show(files.Authority.Issue(here));
        await broker.StartAsync(Token);
        await UpAsync(link);
    }

    [Fact]
    public async Task The_systems_authorities_do_not_trust_ours_and_the_next_step_says_what_to_do()
    {
        await using var broker = await MosquittoServer.StartAsync(Token, files.Settings);
        await using var link = Start(Options(broker.Port) with { Tls = new() });

        await SaysAsync(link, "is from 'Test authority', which this system does not trust; if 'Test authority' is your own authority, name the file");
    }

    [Fact]
    public async Task TLS_at_a_port_that_speaks_none_is_told()
    {
        await using var broker = await MosquittoServer.StartAsync(Token);
        await using var link = Start(Options(broker.Port));
        await SaysAsync(link, "what answers does not speak TLS; correct broker.port");
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "what answers does not speak TLS; correct broker.port")]
    [InlineData("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", "the broker refused the handshake of TLS: they have no version or cipher in common")] // alert, handshake_failure
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "the broker refused the handshake of TLS: they have no version or cipher in common")] // alert, protocol_version
    public async Task What_a_port_answers_to_TLS_is_told_apart(string answer, string expected)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answering = Task.Run(async () =>
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync(stop.Token);
                await socket.ReceiveAsync(new byte[1000], stop.Token);
                await socket.SendAsync(System.Text.Encoding.Latin1.GetBytes(answer), stop.Token);
                await socket.ReceiveAsync(new byte[1000], stop.Token);
            }
        }, stop.Token);
        await using (var link = Start(Options(((IPEndPoint)listener.LocalEndpoint).Port)))
            await SaysAsync(link, expected);
        await stop.CancelAsync();
        await answering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [Fact]
    public async Task No_TLS_at_a_port_that_wants_it_is_told()
    {
        await using var broker = await MosquittoServer.StartAsync(Token, files.Settings);
        await using var link = Start(Options(broker.Port) with { Tls = null });

        await SaysAsync(link, "the broker closed the connection without an answer; see the broker's log, and if the port speaks TLS set broker.tls: true");
    }

    [Fact]
    public async Task An_absent_broker_has_the_same_words_with_TLS()
    {
        await using var broker = MosquittoServer.Prepare(files.Settings);
        await using var link = Start(Options(broker.Port));

        await SaysAsync(link, "connection refused; start the broker or correct broker.host");
    }

    [Fact]
    public async Task A_broker_that_wants_a_certificate_gets_ours_and_its_want_is_told()
    {
        await using var broker = await MosquittoServer.StartAsync(
            Token, [.. files.Settings, $"cafile {files.AuthorityFile}", "require_certificate true", "use_identity_as_username true"]);
        await using (var without = Start(Options(broker.Port)))
            await SaysAsync(without, "if it wants a certificate of ours set broker.client_certificate_file and broker.client_key_file");

        using var stranger = new TestAuthority("Stranger");
        var (wrong, wrongKey) = files.Client("wrong", stranger.Issue([], usage: TestAuthority.ForClients));
        await using (var refused = Start(Options(broker.Port, wrong, wrongKey)))
            await SaysAsync(refused, $"the broker ended the connection after it saw our certificate; see the broker's log: its authority must have signed '{wrong}'");

        var (own, key) = files.Client("own", files.Authority.Issue([], usage: TestAuthority.ForClients));
        await using var link = Start(Options(broker.Port, own, key));
        await UpAsync(link);

        // a renewed one needs no restart, a lost one is told
        await broker.KillAsync();
        File.Delete(key);
        await broker.StartAsync(Token);
        await SaysAsync(link, $"'{key}' does not exist; correct broker.client_certificate_file and broker.client_key_file");
        files.Client("own", files.Authority.Issue([], usage: TestAuthority.ForClients));
        await UpAsync(link);
    }

    [Fact]
    public async Task A_lost_connection_over_TLS_is_found_again()
    {
        await using var broker = await MosquittoServer.StartAsync(Token, files.Settings);
        await using var relay = new TcpRelay(broker.Port);
        await using var link = Start(Options(relay.Port));
        await UpAsync(link);

        relay.Cut();
        await UntilAsync(link, () => link.Connects == 2 && link.State == LinkState.Up);
    }

    private static MqttLink Start(MqttLinkOptions options, Action<MqttMessage>? received = null)
    {
        var link = new MqttLink(options, TimeProvider.System, NullLogger<MqttLink>.Instance) { Received = received };
        _ = link.RunAsync(CancellationToken.None);
        return link;
    }

    private static Task UpAsync(MqttLink link) => UntilAsync(link, () => link.State == LinkState.Up);

    private static Task SaysAsync(MqttLink link, string words) => UntilAsync(link, () => link.Reason?.Contains(words, StringComparison.Ordinal) == true);

    private static async Task UntilAsync(MqttLink link, Func<bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < patience, $"waited in vain; the link says: {link.Reason ?? "nothing"}");
            await Task.Delay(10, Token);
        }
    }

    private MqttLinkOptions Options(int port, string? certificate = null, string? key = null) => new()
    {
        Port = port,
        ClientId = "test",
        Tls = new() { AuthorityFile = files.AuthorityFile, ClientCertificateFile = certificate, ClientKeyFile = key },
    };
}
