using System.Diagnostics.CodeAnalysis;

namespace Powderwatts.Edge.Sensors;

/// <summary>What the rig says of one sensor, whatever its driver. A driver's own settings derive from it.</summary>
public abstract record SensorSettings
{
    protected SensorSettings()
    {
    }

    /// <summary>Takes what every driver has from an entry of the rig.</summary>
    [SetsRequiredMembers]
    protected SensorSettings(SettingValues values)
    {
        Id = values.Id;
        Name = values.Name;
        Driver = values.Driver;
        Bus = values.Bus;
        Interval = values.Interval ?? Interval;
        RatedW = values.RatedW;
    }

    /// <summary>The id within the node.</summary>
    public required string Id { get; init; }

    /// <summary>The name that people read; the id when not given.</summary>
    public string? Name { get; init; }

    /// <summary>The driver's name.</summary>
    public required string Driver { get; init; }

    /// <summary>The bus: `i2c-1`, or `sim` for a simulated chip.</summary>
    public required string Bus { get; init; }

    /// <summary>The place on the node that no other sensor can share, in words: `0x40 on i2c-1`; null when there is none.</summary>
    public virtual string? Seat => null;

    /// <summary>Sampling interval, 10 ms to 1 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Rated power of the circuit, W; null when not a circuit or not known.</summary>
    public double? RatedW { get; init; }
}
