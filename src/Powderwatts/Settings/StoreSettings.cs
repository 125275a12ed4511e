namespace Powderwatts.Settings;

/// <summary>`store:` where readings are kept.</summary>
public sealed record StoreSettings
{
    /// <summary>`sqlite` or `influx`.</summary>
    public string Kind { get; init; } = "sqlite";

    /// <summary>InfluxDB: 1, 2 or 3.</summary>
    public int Version { get; init; } = 1;

    /// <summary>InfluxDB: the server's address.</summary>
    public Uri? Url { get; init; }

    /// <summary>InfluxDB: file that holds the token (2, 3) or `user:password` (1); null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>InfluxDB 2: the organisation.</summary>
    public string? Organisation { get; init; }
}
