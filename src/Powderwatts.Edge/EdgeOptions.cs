using Powderwatts.Edge.Sensors;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Edge;

/// <summary>What one node is made of.</summary>
public sealed record EdgeOptions
{
    /// <summary>The site's id.</summary>
    public required string Site { get; init; }

    /// <summary>The node's id.</summary>
    public required string Node { get; init; }

    /// <summary>The program's version, for `about`.</summary>
    public required string Version { get; init; }

    /// <summary>The machine's id, for `about`.</summary>
    public required string Machine { get; init; }

    /// <summary>The data folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The rig's sensors.</summary>
    public required IReadOnlyList<SensorSettings> Sensors { get; init; }

    /// <summary>`clock: trust`.</summary>
    public bool TrustClock { get; init; }

    /// <summary>The broker; client ids, users and last will follow from site and node.</summary>
    public required MqttLinkOptions Broker { get; init; }
}
