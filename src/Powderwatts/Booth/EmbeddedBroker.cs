using System.Collections;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MQTTnet;
using MQTTnet.AspNetCore;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Powderwatts.Collector;
using Powderwatts.Dashboard;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Booth;

/// <summary>
/// The booth's own MQTT broker, with the collector inside: a chunk is copied to the collector and the broker answers at once;
/// only the acknowledgement after the commit, which the collector injects here, releases a node's rows. It listens through
/// Kestrel in a host of its own, so that a frame's length is checked before its bytes are gathered.
/// </summary>
internal sealed class EmbeddedBroker : IAsyncDisposable
{
    private static readonly TimeSpan healthTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan overflowIsNews = TimeSpan.FromMinutes(1);

    private readonly Hashtable injected = []; // marks our own messages: no client can hold this object
    private readonly BrokerCounts counts = new();
    private readonly BrokerAccess access;
    private readonly CollectorWorker collector;
    private readonly HealthBoard board;
    private readonly TimeProvider time;
    private readonly WebApplication host;
    private readonly MqttServer server;
    private readonly CancellationTokenSource stop = new();
    private ListenOptions? listening;
    private Task telling = Task.CompletedTask;

    private EmbeddedBroker(EmbeddedBrokerOptions options, CollectorWorker collector, HealthBoard board, TimeProvider time)
    {
        (this.collector, this.board, this.time) = (collector, board, time);
        access = new(options.Site, options.Nodes, options.Secret);
        var gate = new ConnectionGate(options, counts);
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<IHostLifetime, OwnersLifetime>();
        builder.Services.AddHostedMqttServer(mqtt => mqtt
            .WithoutDefaultEndpoint()
            .WithPersistentSessions(false)
            .WithMaxPendingMessagesPerClient(options.PendingMessages)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .WithDefaultCommunicationTimeout(options.ConnectTimeout));
        builder.Services.AddMqttConnectionHandler();
        builder.Services.AddConnections();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(options.EndPoint, listen =>
        {
            listening = listen;
            listen.Use(gate.Wrap);
            listen.UseMqtt();
        }));
        host = builder.Build();
        server = host.Services.GetRequiredService<MqttServer>();
        server.ValidatingConnectionAsync += Validate;
        server.InterceptingPublishAsync += Intercept;
        server.QueuedApplicationMessageOverwrittenAsync += _ =>
        {
            Interlocked.Increment(ref counts.Overflow);
            return Task.CompletedTask;
        };
    }

    /// <summary>Where it listens, with the port in use.</summary>
    public IPEndPoint EndPoint => listening!.IPEndPoint!;

    /// <summary>
    /// Starts it and makes it the collector's way to publish. The collector's loop is started by the caller afterwards.
    /// </summary>
    /// <param name="options">Where it listens, and limits.</param>
    /// <param name="collector">Gets every chunk and `about`.</param>
    /// <param name="board">Gets the part `broker`.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">It can't listen there; the message is one sentence with the next step.</exception>
    public static async Task<EmbeddedBroker> StartAsync(
        EmbeddedBrokerOptions options, CollectorWorker collector, HealthBoard board, TimeProvider time, CancellationToken cancellationToken)
    {
        var broker = new EmbeddedBroker(options, collector, board, time);
        try
        {
            await broker.StartAsync(cancellationToken).ConfigureAwait(false);
            collector.Publish = broker.PublishAsync;
            return broker;
        }
        catch (Exception error)
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            if (Cause(error) is { } cause)
                throw new IOException($"cannot listen on {options.EndPoint} for the broker: {cause} with --mqtt", error);
            throw;
        }
    }

    /// <summary>Publishes as the collector, QoS 1. True once the broker has it.</summary>
    public async Task<bool> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload.ToArray()) // it waits in queues long after the caller has reused its buffer
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag(retain)
            .Build();
        await server.InjectApplicationMessage(
            new(message) { SenderClientId = "collector", CustomSessionItems = injected }, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (server.IsStarted)
            await server.StopAsync().ConfigureAwait(false);
        await host.DisposeAsync().ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        // the broker starts a moment after its host, and a connection before that would be lost
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.StartedAsync += _ =>
        {
            started.TrySetResult();
            return Task.CompletedTask;
        };
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10), time, cancellationToken).ConfigureAwait(false);
        telling = TellHealthAsync();
    }

    private Task Validate(ValidatingConnectionEventArgs connection)
    {
        if (!access.MayConnect(connection.ClientId, connection.UserName, connection.Password, (connection.RemoteEndPoint as IPEndPoint)?.Address))
        {
            Interlocked.Increment(ref counts.Refused);
            connection.ReasonCode = MqttConnectReasonCode.NotAuthorized;
        }

        return Task.CompletedTask;
    }

    private Task Intercept(InterceptingPublishEventArgs publish)
    {
        if (ReferenceEquals(publish.SessionItems, injected))
            return Task.CompletedTask;
        var topic = publish.ApplicationMessage.Topic;
        if (!access.MayPublish(publish.UserName, topic))
        {
            Interlocked.Increment(ref counts.Refused);
            publish.ProcessPublish = false;
            publish.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
            return Task.CompletedTask;
        }

        var isForCollector = Topics.TryParse(topic, out var parsed) && parsed.Leaf is TopicLeaf.Data or TopicLeaf.About;
        if (isForCollector && !collector.Offer(topic, publish.ApplicationMessage.Payload))
        {
            Interlocked.Increment(ref counts.Busy);
            publish.ProcessPublish = false;
            publish.Response.ReasonCode = MqttPubAckReasonCode.QuotaExceeded;
            return Task.CompletedTask;
        }

        Interlocked.Increment(ref counts.Messages);
        return Task.CompletedTask;
    }

    private async Task TellHealthAsync()
    {
        using var timer = new PeriodicTimer(healthTick, time);
        var (overflow, since) = (0L, DateTimeOffset.MinValue);
        do
        {
            var now = time.GetUtcNow();
            if (Interlocked.Read(ref counts.Overflow) is var seen && seen != overflow)
                (overflow, since) = (seen, now);
            var isNews = overflow > 0 && now - since < overflowIsNews;
            board.Set("broker", isNews ? HealthState.Warn : HealthState.Ok,
                isNews ? "a reader is too slow: the oldest messages for it were dropped" : null, isNews ? "close the slow reader" : null,
                ("clients", Interlocked.Read(ref counts.Connections)), ("messages", Interlocked.Read(ref counts.Messages)),
                ("overflow", overflow), ("refused", Interlocked.Read(ref counts.Refused)), ("busy", Interlocked.Read(ref counts.Busy)));
        }
        while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false));
    }

    private static string? Cause(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return "the port is in use; stop the other program or choose another";
                case SocketException { SocketErrorCode: SocketError.AccessDenied }:
                    return "this user may not use the port; choose one above 1023";
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }:
                    return "the address is none of this machine's; choose another";
            }
        }

        return null;
    }
}
