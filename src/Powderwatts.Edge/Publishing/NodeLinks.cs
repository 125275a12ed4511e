using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>A node's two connections to its broker: the record and the moment.</summary>
internal static class NodeLinks
{
    /// <summary>The data connection. It alone reads and writes `about`, and the last will is on it.</summary>
    public static MqttLinkOptions Data(MqttLinkOptions broker, NodeFacts node) => broker with
    {
        ClientId = node.ReplayClient ?? node.DataClient,
        WillTopic = Topics.Status(node.Site, node.Node),
        WillPayload = "offline",
        Subscriptions = [Topics.Ack(node.Site, node.Node), Topics.About(node.Site, node.Node)],
    };

    /// <summary>The live connection. Its user is `lodge/booth-pi/live` when the other's is `lodge/booth-pi`, else the same.</summary>
    public static MqttLinkOptions Live(MqttLinkOptions broker, NodeFacts node) => broker with
    {
        ClientId = node.ReplayClient is { } replay ? $"{replay}-live" : node.LiveClient,
        User = broker.User == node.DataClient ? node.LiveClient : broker.User,
        WillTopic = null,
        Subscriptions = [],
    };
}
