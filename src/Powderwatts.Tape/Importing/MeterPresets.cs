using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>
/// Where meters of known makers put their values. Tasmota: `tele/NAME/SENSOR`, totals in kWh. Shelly from generation 2:
/// `NAME/status/switch:0` and `NAME/events/rpc`, totals in Wh. Shelly generation 1: a topic a value below
/// `shellies/NAME/relay/0` (totals in watt-minutes) or `shellies/NAME/emeter/0` (totals in Wh).
/// </summary>
public static class MeterPresets
{
    /// <summary>The names.</summary>
    public static ImmutableArray<string> Names { get; } = ["tasmota", "shelly", "shelly-gen1"];

    private static readonly (string Path, Quantity Quantity, string Unit)[] tasmota =
    [
        ("ENERGY.Power", Quantity.PowerW, "W"), ("ENERGY.Voltage", Quantity.VoltageV, "V"), ("ENERGY.Current", Quantity.CurrentA, "A"),
        ("ENERGY.Factor", Quantity.PowerFactor, "1"), ("ENERGY.Frequency", Quantity.FrequencyHz, "Hz"), ("ENERGY.Total", Quantity.EnergyWh, "kWh"),
    ];

    // `apower` of switches and plugs, `act_power` of energy meters
    private static readonly (string Path, Quantity Quantity, string Unit)[] shelly =
    [
        ("apower", Quantity.PowerW, "W"), ("act_power", Quantity.PowerW, "W"), ("voltage", Quantity.VoltageV, "V"), ("current", Quantity.CurrentA, "A"),
        ("pf", Quantity.PowerFactor, "1"), ("freq", Quantity.FrequencyHz, "Hz"), ("aenergy.total", Quantity.EnergyWh, "Wh"),
        ("total_act_energy", Quantity.EnergyWh, "Wh"),
    ];

    private static readonly (string Leaf, Quantity Quantity, string Unit)[] relay =
    [
        ("power", Quantity.PowerW, "W"), ("energy", Quantity.EnergyWh, "Wmin"),
    ];

    private static readonly (string Leaf, Quantity Quantity, string Unit)[] emeter =
    [
        ("power", Quantity.PowerW, "W"), ("voltage", Quantity.VoltageV, "V"), ("current", Quantity.CurrentA, "A"), ("pf", Quantity.PowerFactor, "1"),
        ("total", Quantity.EnergyWh, "Wh"),
    ];

    /// <summary>The values of a meter; none when the topic is not one of the maker's.</summary>
    /// <param name="meter">One of <see cref="Names"/>.</param>
    /// <param name="topic">The topic, or the part before the values' own names.</param>
    /// <param name="component">Shelly: the part of the device, `switch:0`; for generation 1's `info` the number of the channel.</param>
    /// <param name="place">Where the topic stands in the mapping file.</param>
    public static ImmutableArray<FieldMap> Fields(string meter, string topic, string component, MapPlace place) => meter switch
    {
        "tasmota" when topic.EndsWith("/SENSOR", StringComparison.Ordinal) => Paths(topic, "", tasmota, place),
        "shelly" when topic.EndsWith("/events/rpc", StringComparison.Ordinal) => Paths(topic, $"params.{component}.", shelly, place),
        "shelly" when topic.Contains("/status/", StringComparison.Ordinal) => Paths(topic, "", shelly, place),
        "shelly-gen1" when topic.EndsWith("/info", StringComparison.Ordinal) => [
            .. Paths(topic, $"emeters.{component}.", emeter, place),
            .. Paths(topic, $"meters.{component}.", [("power", Quantity.PowerW, "W"), ("total", Quantity.EnergyWh, "Wmin")], place)],
        "shelly-gen1" when topic.Contains("/emeter/", StringComparison.Ordinal) => Leaves(topic, emeter, place),
        "shelly-gen1" when topic.Contains("/relay/", StringComparison.Ordinal) => Leaves(topic, relay, place),
        _ => [],
    };

    private static ImmutableArray<FieldMap> Paths(string topic, string before, (string Path, Quantity Quantity, string Unit)[] values, MapPlace place) =>
        [.. values.Select(v => Field(topic, before + v.Path, v.Quantity, v.Unit, place))];

    private static ImmutableArray<FieldMap> Leaves(string topic, (string Leaf, Quantity Quantity, string Unit)[] values, MapPlace place) =>
        [.. values.Select(v => Field($"{topic.TrimEnd('/')}/{v.Leaf}", "", v.Quantity, v.Unit, place))];

    private static FieldMap Field(string topic, string path, Quantity quantity, string unit, MapPlace place) =>
        new(new(path, place), quantity, Units.TryFind(quantity, unit, out var known) ? known : throw new InvalidOperationException($"no unit {unit}")) { Topic = topic };
}
