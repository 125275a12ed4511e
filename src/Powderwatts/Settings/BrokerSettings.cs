namespace Powderwatts.Settings;

/// <summary>`broker:` where readings are published to.</summary>
public sealed record BrokerSettings
{
    /// <summary>Host name or address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port, 1 to 65535.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>5 (MQTT 5) or 3 (MQTT 3.1.1).</summary>
    public int Protocol { get; init; } = 5;

    /// <summary>User name; null for none.</summary>
    public string? User { get; init; }

    /// <summary>File that holds the password; null for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Speak without encryption to a broker on another machine? A password then crosses the network in the clear.</summary>
    public bool AllowInsecure { get; init; }
}
