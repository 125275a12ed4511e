using System.Collections.Immutable;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors;

/// <summary>
/// One driver as the rest of the program sees it: what it measures, which keys its entry in the rig may have, and how settings and
/// the sensor are made from them. A driver makes its own with <see cref="Of"/>.
/// </summary>
/// <param name="Name">The driver's name in the rig: `ina226`.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="BusFamily">The kind of bus: `i2c` for `i2c-1`; `gpio`, the pins of the header, has no number. `sim` is always allowed too.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Quantities">The quantities of a full read.</param>
/// <param name="Keys">The driver's own keys; id, name, driver, bus, interval and rated_w are common to all.</param>
/// <param name="Bind">Makes the settings from values that the keys have checked one by one.</param>
/// <param name="Validate">Checks the settings together; nothing when they are right.</param>
/// <param name="Create">Makes the sensor. Touches no hardware; that is <see cref="ISensor.Start"/>.</param>
public sealed record DriverEntry(
    string Name, string Summary, string BusFamily, Kind Kind, ImmutableArray<Quantity> Quantities, ImmutableArray<SettingKey> Keys,
    Func<SettingValues, SensorSettings> Bind,
    Func<SensorSettings, IEnumerable<SettingFault>> Validate,
    Func<SensorSettings, Hardware, ISensor> Create)
{
    /// <summary>How a scan of an I2C bus tells this chip; null when it cannot.</summary>
    public I2cProbe? Probe { get; init; }

    /// <summary>Makes the entry of a driver from functions over its own settings type; the bus's name is checked for all.</summary>
    public static DriverEntry Of<TSettings>(
        string name, string summary, string busFamily, Kind kind, ImmutableArray<Quantity> quantities, ImmutableArray<SettingKey> keys,
        Func<SettingValues, TSettings> bind,
        Func<TSettings, IEnumerable<SettingFault>> validate,
        Func<TSettings, Hardware, ISensor> create)
        where TSettings : SensorSettings =>
        new(name, summary, busFamily, kind, quantities, keys, bind,
            settings => BusFaults(settings, busFamily).Concat(validate((TSettings)settings)),
            (settings, hardware) => create((TSettings)settings, hardware));

    private static IEnumerable<SettingFault> BusFaults(SensorSettings settings, string family)
    {
        if (settings.Bus != "sim" && !IsBus(settings.Bus, family))
            yield return new SettingFault("bus", $"is '{settings.Bus}', must be {(family == "gpio" ? family : $"{family}-0 to {family}-99")}, or sim for a simulated chip");
    }

    private static bool IsBus(string bus, string family) => family == "gpio" ? bus == family :
        bus.StartsWith(family + "-", StringComparison.Ordinal)
        && int.TryParse(bus.AsSpan(family.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= 99;
}
