using System.Buffers;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Powderwatts.Readings.Mqtt;

/// <summary>
/// One connection to a broker, from connect to loss; never used again after that. MQTTnet's client may be reused, but then a late
/// answer of the old connection can settle a message of the new one.
/// </summary>
internal sealed class MqttSession : IDisposable
{
    /// <summary>The largest payload that we take, bytes. Chunks end at 256 KiB.</summary>
    public const int LargestPayload = 300_000;

    private readonly MqttLinkOptions options;
    private readonly TimeProvider time;
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly ServerCheck? check;
    private readonly TaskCompletionSource<LinkFault> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private X509Certificate2? own;

    public MqttSession(MqttLinkOptions options, TimeProvider time, Action<MqttMessage> received, Action<string, long> oversized)
    {
        this.options = options;
        this.time = time;
        check = options.Tls is null ? null : new ServerCheck(options, time);
        client.DisconnectedAsync += e =>
        {
            lost.TrySetResult(LinkFaults.OfLoss(e, options));
            return Task.CompletedTask;
        };
        client.ApplicationMessageReceivedAsync += e =>
        {
            // returning is the acknowledgement: a message that is not acknowledged would hold its slot for as long as we are connected
            var message = e.ApplicationMessage;
            if (message.Payload.Length > LargestPayload)
                oversized(message.Topic, message.Payload.Length);
            else
                received(new MqttMessage(message.Topic, message.Payload.ToArray(), message.Retain));
            return Task.CompletedTask;
        };
    }

    /// <summary>Completes when the connection is over.</summary>
    public Task<LinkFault> Lost => lost.Task;

    /// <summary>Connects and subscribes. Null when all went well.</summary>
    public async Task<LinkFault?> OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            own = OwnCertificate();
            var answer = await client.ConnectAsync(ClientOptions(), either.Token);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
                return LinkFaults.OfConnect(answer.ResultCode, answer.ReasonString, options);
            return options.Subscriptions.Count == 0 ? null : await SubscribeAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // whatever MQTTnet, TLS or the resolver throws means one thing here: not connected, try again
            return LinkFaults.OfOpening(exception, options, check);
        }
    }

    /// <summary>Publishes once. The text says what the broker refused.</summary>
    public async Task<(PublishOutcome Outcome, string? Refusal)> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, CancellationToken cancellationToken)
    {
        if (!client.IsConnected)
            return (PublishOutcome.Failed, null);
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            Retain = retain,
        };
        using var limit = new CancellationTokenSource(options.PublishTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var answer = await client.PublishAsync(message, either.Token);
            return Judge(answer, topic);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // a write may have stopped half way, and a broker that is silent for so long is as good as gone
            lost.TrySetResult(LinkFaults.Silence("a publish", options.PublishTimeout));
            return (PublishOutcome.Failed, null);
        }
        catch (Exception exception)
        {
            return (PublishOutcome.Failed, LinkFaults.OfException(exception, options.PublishTimeout).Cause);
        }
    }

    /// <summary>Asks the broker for a sign of life; without one the session is lost.</summary>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await client.PingAsync(either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            lost.TrySetResult(LinkFaults.Silence("a ping", options.ConnectTimeout));
        }
        catch (Exception exception)
        {
            lost.TrySetResult(LinkFaults.OfException(exception, options.ConnectTimeout));
        }
    }

    /// <summary>Ends the connection from our side.</summary>
    public void Drop(LinkFault fault) => lost.TrySetResult(fault);

    /// <summary>Says goodbye to the broker.</summary>
    public async Task CloseAsync(TimeSpan limit)
    {
        if (!client.IsConnected)
            return;
        using var stop = new CancellationTokenSource(limit, time);
        try
        {
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or MqttCommunicationException or IOException or ObjectDisposedException)
        {
            // the broker is gone already: there is nobody to take leave of
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        own?.Dispose();
    }

    private async Task<LinkFault?> SubscribeAsync(CancellationToken cancellationToken)
    {
        var filters = new MqttClientSubscribeOptionsBuilder();
        foreach (var filter in options.Subscriptions)
            filters.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        var answer = await client.SubscribeAsync(filters.Build(), cancellationToken);
        foreach (var item in answer.Items)
        {
            if (item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2)
                return LinkFaults.OfSubscription(item.TopicFilter.Topic, item.ResultCode.ToString());
        }

        return null;
    }

    private X509Certificate2? OwnCertificate() => options.Tls is { ClientCertificateFile: { } certificate, ClientKeyFile: { } key }
        ? CertificateFile.ReadWithKey(certificate, key)
        : null;

    private MqttClientOptions ClientOptions()
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Host, options.Port)
            .WithProtocolVersion(options.Protocol == 3 ? MqttProtocolVersion.V311 : MqttProtocolVersion.V500)
            .WithClientId(options.ClientId)
            .WithCleanStart()
            .WithKeepAlivePeriod(options.KeepAlive)
            .WithTimeout(options.ConnectTimeout);
        // else MQTTnet announces a bridge, which some brokers refuse
        builder.WithTryPrivate(false);
        if (options.Protocol != 3)
            builder.WithMaximumPacketSize(LargestPayload + 1024);
        if (check is not null)
        {
            builder.WithTlsOptions(tls =>
            {
                tls.UseTls().WithTargetHost(options.Host).WithRevocationMode(X509RevocationMode.NoCheck)
                    .WithCertificateValidationHandler(e => check.Accepts(e.Certificate, e.Chain, e.SslPolicyErrors));
                if (own is not null)
                    tls.WithClientCertificates([own]);
            });
        }

        if (options.User is { } user)
            builder.WithCredentials(user, options.Password ?? "");
        if (options.WillTopic is { } topic)
        {
            builder.WithWillTopic(topic).WithWillPayload(options.WillPayload)
                .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).WithWillRetain();
        }

        return builder.Build();
    }

    private static (PublishOutcome, string?) Judge(MqttClientPublishResult answer, string topic) => (int)answer.ReasonCode switch
    {
        (int)MqttPubAckReasonCode.Success => (PublishOutcome.Sent, null),
        (int)MqttPubAckReasonCode.NoMatchingSubscribers => (PublishOutcome.NoSubscriber, null),
        (int)MqttPubAckReasonCode.QuotaExceeded or (int)MqttPubAckReasonCode.ImplementationSpecificError => (PublishOutcome.Busy, null),
        (int)MqttPubAckReasonCode.NotAuthorized =>
            (PublishOutcome.Refused, $"cannot publish '{topic}': not authorised; allow it in the broker's access list"),
        // MQTTnet's names stop before 149, "packet too large"; Mosquitto sends it
        149 => (PublishOutcome.Refused, $"cannot publish '{topic}': too large for the broker; raise its max_packet_size to {LargestPayload.ToString(CultureInfo.InvariantCulture)}"),
        (int)MqttPubAckReasonCode.TopicNameInvalid or (int)MqttPubAckReasonCode.PayloadFormatInvalid =>
            (PublishOutcome.Refused, $"cannot publish '{topic}': the broker says {answer.ReasonCode}; see the broker's log"),
        _ => (PublishOutcome.Failed, null),
    };
}
