using System.Collections.Immutable;
using Powderwatts.Edge.Sensors.Bme280;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Edge.Sensors.WetContact;

namespace Powderwatts.Edge.Sensors;

/// <summary>The drivers: the only place where one is registered, by one line.</summary>
public static class SensorCatalog
{
    /// <summary>Every driver, by name.</summary>
    public static ImmutableArray<DriverEntry> Drivers { get; } =
    [
        Bme280Settings.Entry,
        Ina226Settings.Entry,
        WetContactSettings.Entry,
    ];

    /// <summary>Finds a driver by its name in the rig; null when there is none.</summary>
    public static DriverEntry? Find(string name) => Drivers.FirstOrDefault(d => d.Name == name);
}
