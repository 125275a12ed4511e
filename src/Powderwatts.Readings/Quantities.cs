using System.Collections.Immutable;

namespace Powderwatts.Readings;

/// <summary>Names and units of the quantities, and the rule that tells a reading's kind from them.</summary>
public static class Quantities
{
    /// <summary>How many quantities there are.</summary>
    public const int Count = 12;

    private static readonly ImmutableArray<string> names =
    [
        "power_w", "voltage_v", "current_a", "energy_wh", "power_factor", "frequency_hz",
        "temperature_c", "humidity_pct", "pressure_hpa", "depth_m", "wet", "state",
    ];

    private static readonly ImmutableArray<string> units = ["W", "V", "A", "Wh", "", "Hz", "°C", "%", "hPa", "m", "", ""];

    private static readonly ImmutableArray<byte[]> utf8Names = [.. names.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>Every quantity, in order.</summary>
    public static ImmutableArray<Quantity> All { get; } = [.. Enum.GetValues<Quantity>()];

    /// <summary>The name on the wire and in the store: `power_w`.</summary>
    public static string Name(this Quantity quantity) => names[(int)quantity];

    /// <summary>The name as UTF-8 bytes.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this Quantity quantity) => utf8Names[(int)quantity];

    /// <summary>The unit as it is written after a number: `W`; empty where there is none.</summary>
    public static string Unit(this Quantity quantity) => units[(int)quantity];

    /// <summary>Finds a quantity by its name on the wire.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out Quantity quantity)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
            {
                quantity = (Quantity)i;
                return true;
            }
        }

        quantity = default;
        return false;
    }

    /// <summary>`state` makes an event, any electrical quantity a circuit, all else is climate.</summary>
    public static Kind KindOf(in QuantityValues values) =>
        values.Has(Quantity.State) ? Kind.Event
        : values.Has(Quantity.PowerW) || values.Has(Quantity.VoltageV) || values.Has(Quantity.CurrentA)
            || values.Has(Quantity.EnergyWh) || values.Has(Quantity.PowerFactor) || values.Has(Quantity.FrequencyHz) ? Kind.Circuit
        : Kind.Climate;
}
