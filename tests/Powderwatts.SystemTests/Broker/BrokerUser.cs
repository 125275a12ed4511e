using System.Buffers;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Powderwatts.SystemTests.Broker;

/// <summary>One user of a broker, MQTT 5, with what it was sent in order of arrival.</summary>
internal sealed class BrokerUser : IAsyncDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, string Payload)> arrived = Channel.CreateUnbounded<(string, string)>();
    private readonly TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrokerUser()
    {
        client.ApplicationMessageReceivedAsync += message =>
        {
            var text = Encoding.UTF8.GetString(message.ApplicationMessage.Payload.ToArray());
            arrived.Writer.TryWrite((message.ApplicationMessage.Topic, text));
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Completes when the broker has ended the connection.</summary>
    public Task Lost => lost.Task.WaitAsync(patience);

    /// <summary>Connects, or tells why not.</summary>
    public static async Task<(BrokerUser? User, MqttClientConnectResultCode Code)> TryConnectAsync(
        int port, string? name, string? password, string clientId, CancellationToken cancellationToken)
    {
        var user = new BrokerUser();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId(clientId);
        if (name is not null)
            options.WithCredentials(name, password);
        var answer = await user.client.ConnectAsync(options.Build(), cancellationToken);
        if (answer.ResultCode == MqttClientConnectResultCode.Success)
            return (user, answer.ResultCode);
        await user.DisposeAsync();
        return (null, answer.ResultCode);
    }

    /// <summary>Subscribes to everything that matches.</summary>
    public Task SubscribeAsync(string filter, CancellationToken cancellationToken) =>
        client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken);

    /// <summary>Publishes with QoS 1 and tells the broker's reason code.</summary>
    public async Task<MqttClientPublishReasonCode> PublishAsync(string topic, string payload, CancellationToken cancellationToken) =>
        (await client.PublishStringAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: cancellationToken)).ReasonCode;

    /// <summary>The next message.</summary>
    public async Task<(string Topic, string Payload)> NextAsync(CancellationToken cancellationToken) =>
        await arrived.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(patience, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
