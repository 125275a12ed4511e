namespace Powderwatts.Faults;

/// <summary>How a bench is set up.</summary>
internal sealed record BenchOptions
{
    /// <summary>Simulated circuits. Each begins with 43,200 readings of history.</summary>
    public int Sensors { get; init; } = 1;

    /// <summary>The sampling interval.</summary>
    public string Interval { get; init; } = "50ms";

    /// <summary>Further lines of mosquitto.conf.</summary>
    public string[] BrokerSettings { get; init; } = [];

    /// <summary>Further lines of InfluxDB's `[http]`.</summary>
    public string[] InfluxSettings { get; init; } = [];

    /// <summary>The store is InfluxDB; else the collector's SQLite.</summary>
    public bool Influx { get; init; } = true;

    /// <summary>Makes the databases before the collector starts.</summary>
    public bool SetUp { get; init; } = true;

    /// <summary>A chaos relay on each of the three connections.</summary>
    public bool Relays { get; init; }

    /// <summary>Where the edge keeps its outbox; null for a folder of the bench's own.</summary>
    public string? EdgeData { get; init; }

    /// <summary>Where the collector keeps its files.</summary>
    public string? CollectorData { get; init; }

    /// <summary>Where InfluxDB keeps its files.</summary>
    public string? InfluxData { get; init; }

    /// <summary>Variables for the edge.</summary>
    public IReadOnlyDictionary<string, string>? EdgeEnvironment { get; init; }
}
