using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Simulation.Recordings;

namespace Powderwatts.Edge.Simulation;

/// <summary>What a simulated site is made of.</summary>
public sealed record SimulatedSiteOptions
{
    /// <summary>The rig's sensors, all on <see cref="SimulatedSite.BusName"/>.</summary>
    public required IReadOnlyList<SensorSettings> Sensors { get; init; }

    /// <summary>The site's zone.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The data folder, which keeps the place on the weather recording.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The seed; null for the one of the data folder, or the default one at first start.</summary>
    public long? Seed { get; init; }

    /// <summary>Weather seconds in a second, above 0.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>A recording that one circuit follows in place of the model roof.</summary>
    public LoadRecording? Load { get; init; }

    /// <summary>The sensor that follows <see cref="Load"/>; null for the first circuit.</summary>
    public string? LoadSensor { get; init; }
}
