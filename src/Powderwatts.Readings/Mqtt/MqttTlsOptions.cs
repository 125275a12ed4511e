namespace Powderwatts.Readings.Mqtt;

/// <summary>
/// How to speak TLS with a broker. The files are read at every connect, so that renewed ones need no restart. The broker's certificate
/// and its name are always checked; there is no way to turn that off.
/// </summary>
public sealed record MqttTlsOptions
{
    /// <summary>PEM file of the authorities to trust, and no others; null: those that the system trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM file of our own certificate, for brokers that want one; null for none.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>PEM file of our own certificate's private key, not encrypted; null for none.</summary>
    public string? ClientKeyFile { get; init; }
}
