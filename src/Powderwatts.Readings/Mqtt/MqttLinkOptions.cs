namespace Powderwatts.Readings.Mqtt;

/// <summary>How to reach a broker.</summary>
public sealed record MqttLinkOptions
{
    /// <summary>Host name or address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>How to speak TLS; null for a connection without encryption.</summary>
    public MqttTlsOptions? Tls { get; init; }

    /// <summary>Protocol: 5 (MQTT 5) or 3 (MQTT 3.1.1).</summary>
    public int Protocol { get; init; } = 5;

    /// <summary>Client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>User name; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Password; null for none. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>Last will: the retained topic that gets <see cref="WillPayload"/> when the link is lost; null for none.</summary>
    public string? WillTopic { get; init; }

    /// <summary>Payload of the last will.</summary>
    public string WillPayload { get; init; } = "offline";

    /// <summary>Topic filters to subscribe after every connect, QoS 1.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    /// <summary>Keep-alive.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Limit for connecting.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limit for a publish to be answered.</summary>
    public TimeSpan PublishTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
