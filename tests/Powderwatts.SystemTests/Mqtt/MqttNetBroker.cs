using System.Net;
using System.Net.Sockets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Powderwatts.SystemTests.Mqtt;

/// <summary>
/// An MQTTnet broker: it tells MQTT 5 clients that another has come with their id (Mosquitto does so from 2.0.15 on), and can refuse a
/// topic filter outright.
/// </summary>
internal sealed class MqttNetBroker : IAsyncDisposable
{
    private readonly MqttServer server;

    public MqttNetBroker(string? refuse = null)
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(Port)
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
            .WithDefaultEndpointBoundIPV6Address(IPAddress.None)
            .Build();
        server = new MqttServerFactory().CreateMqttServer(options);
        server.InterceptingSubscriptionAsync += e =>
        {
            if (e.TopicFilter.Topic == refuse)
                e.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            return Task.CompletedTask;
        };
    }

    public int Port { get; }

    public Task StartAsync() => server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        server.Dispose();
    }
}
