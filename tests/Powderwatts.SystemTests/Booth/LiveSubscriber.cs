using System.Buffers;
using System.Collections.Concurrent;
using MQTTnet;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.SystemTests.Booth;

/// <summary>A stranger with an MQTT client who listens to the live readings, in order of arrival.</summary>
internal sealed class LiveSubscriber : IAsyncDisposable
{
    private readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();

    /// <summary>Subscribes and puts every counter that arrives into the queue.</summary>
    public static async Task<LiveSubscriber> StartAsync(
        int port, ConcurrentQueue<(string Sensor, double EnergyWh)> counters, CancellationToken cancellationToken)
    {
        var subscriber = new LiveSubscriber();
        subscriber.client.ApplicationMessageReceivedAsync += message =>
        {
            if (Topics.TryParse(message.ApplicationMessage.Topic, out var topic) && topic.Leaf == TopicLeaf.Live
                && WireJson.ReadReading(message.ApplicationMessage.Payload.ToArray(), topic.Sensor!).Values.TryGet(Quantity.EnergyWh, out var energyWh))
                counters.Enqueue((topic.Sensor!, energyWh));
            return Task.CompletedTask;
        };
        await subscriber.client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).Build(), cancellationToken);
        await subscriber.client.SubscribeAsync("powderwatts/v1/+/+/live/+", cancellationToken: cancellationToken);
        return subscriber;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
