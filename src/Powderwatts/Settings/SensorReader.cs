using System.Collections.Immutable;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings.Wire;
using Powderwatts.Savings;
using Powderwatts.Settings.Yaml;

namespace Powderwatts.Settings;

/// <summary>Reads the rig's `sensors:` list: the common keys here, a driver's own keys as its catalog entry says.</summary>
internal static class SensorReader
{
    private static readonly TimeSpan minInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan maxInterval = TimeSpan.FromHours(1);

    /// <summary>Reads every sensor; faults go into the list.</summary>
    /// <param name="root">The rig.</param>
    /// <param name="accounting">What sensors say for the accounting.</param>
    public static ImmutableArray<SensorSettings> Read(SectionReader root, out AccountingSettings accounting)
    {
        accounting = new AccountingSettings();
        var sensors = ImmutableArray.CreateBuilder<SensorSettings>();
        var ids = new Dictionary<string, SettingPlace>(StringComparer.Ordinal);
        var seats = new Dictionary<string, (string Id, int Line)>(StringComparer.Ordinal);
        foreach (var section in root.List("sensors"))
        {
            var scale = Scale(section.Section("scale"));
            var constant = section.Word("cable", ["self-regulating", "constant"]) == "constant";
            if (Sensor(section) is not { } sensor)
                continue;
            if (scale is not null)
                accounting = accounting with { Scales = accounting.Scales.SetItem(sensor.Id, scale) };
            if (constant)
                accounting = accounting with { ConstantWattage = accounting.ConstantWattage.Add(sensor.Id) };
            if (!ids.TryAdd(sensor.Id, section.Place))
                section.Fault<string>("id", $"\"{sensor.Id}\" is taken by the sensor in line {ids[sensor.Id].Line}; choose another id");
            if (sensor.Seat is { } seat && !seats.TryAdd(seat, (sensor.Id, section.Place.Line)))
                section.Fault<string>("address", $"{seat} is taken by \"{seats[seat].Id}\" (line {seats[seat].Line}); each chip has an address of its own");
            if (sensors.Count > 0 && (sensor.Bus == Rig.SimulatedBus) != (sensors[0].Bus == Rig.SimulatedBus))
                section.Fault<string>("bus", "mixes simulated and real buses; make all sensors `bus: sim` or none");
            sensors.Add(sensor);
        }

        if (sensors.Count > WireLimits.Sensors)
            root.Fault<string>("sensors", $"has {sensors.Count} sensors; allowed: {WireLimits.Sensors} a node");
        return sensors.ToImmutable();
    }

    private static ScaleModel? Scale(SectionReader? section)
    {
        if (section is null)
            return null;
        var factor = section.Number("factor", 0.001, 1_000_000, required: true);
        var standsFor = section.Text("stands_for", required: true, maxLength: 60);
        section.Finish();
        return factor is { } times && standsFor is not null ? new ScaleModel(times, standsFor) : null;
    }

    private static SensorSettings? Sensor(SectionReader section)
    {
        var id = section.Id("id", required: true);
        var name = section.Text("name", maxLength: 40);
        var driverName = section.Word("driver", [.. SensorCatalog.Drivers.Select(d => d.Name)], required: true);
        var bus = section.Text("bus", required: true, maxLength: 32);
        var interval = section.Duration("interval", minInterval, maxInterval);
        var ratedW = section.Number("rated_w", 0.001, 100_000);
        if (driverName is null)
            return null; // without a driver nobody knows its other keys

        var driver = SensorCatalog.Find(driverName)!;
        var before = section.FaultCount;
        var own = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var key in driver.Keys)
        {
            if (section.Raw(key.Name, key.Required) is not { } text)
                continue;
            if (key.TryRead(text, out var value, out var fault))
                own[key.Name] = value;
            else
                section.Fault<string>(key.Name, fault);
        }

        section.Finish();
        if (id is null || bus is null || section.FaultCount > before)
            return null;
        var settings = driver.Bind(new SettingValues(own)
        {
            Id = id,
            Name = name,
            Driver = driverName,
            Bus = bus,
            Interval = interval,
            RatedW = ratedW,
        });
        foreach (var (key, message) in driver.Validate(settings))
            section.Fault<string>(key, message);
        return settings;
    }
}
