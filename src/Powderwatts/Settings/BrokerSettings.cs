using System.Net;

namespace Powderwatts.Settings;

/// <summary>`broker:` where readings are published to.</summary>
public sealed record BrokerSettings
{
    /// <summary>The usual port of a broker that speaks TLS.</summary>
    public const int TlsPort = 8883;

    /// <summary>Host name or address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port, 1 to 65535; with TLS 8883 when nothing is said.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Speak TLS? Then the broker's certificate and its name are always checked.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authorities to trust; null for those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of our own certificate, for brokers that want one; null for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file of our own certificate's private key; null for none.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>5 (MQTT 5) or 3 (MQTT 3.1.1).</summary>
    public int Protocol { get; init; } = 5;

    /// <summary>User name; null for none.</summary>
    public string? User { get; init; }

    /// <summary>File that holds the password; null for none.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Speak without encryption to a broker on another machine? A password then crosses the network in the clear.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>Is the broker on this machine, so that nothing crosses a network?</summary>
    public bool IsOnThisMachine => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}
