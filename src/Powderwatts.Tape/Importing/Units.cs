using System.Collections.Frozen;
using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>The units that a mapping file may name for each quantity.</summary>
public static class Units
{
    private static readonly FrozenDictionary<string, Unit> power = Table(
        ("W", Unit.Own), ("mW", new(1, 1000)), ("kW", new(1000)), ("MW", new(1_000_000)), ("Wh/min", new(60)), ("kWh/h", new(1000)), ("Wh/h", Unit.Own));

    private static readonly FrozenDictionary<string, Unit> voltage = Table(("V", Unit.Own), ("mV", new(1, 1000)), ("kV", new(1000)));

    private static readonly FrozenDictionary<string, Unit> current = Table(("A", Unit.Own), ("mA", new(1, 1000)));

    private static readonly FrozenDictionary<string, Unit> energy = Table(
        ("Wh", Unit.Own), ("mWh", new(1, 1000)), ("kWh", new(1000)), ("MWh", new(1_000_000)), ("Wmin", new(1, 60)), ("J", new(1, 3600)), ("Ws", new(1, 3600)),
        ("kJ", new(1000, 3600)), ("MJ", new(1_000_000, 3600)));

    private static readonly FrozenDictionary<string, Unit> factor = Table(("1", Unit.Own), ("%", new(1, 100)));

    private static readonly FrozenDictionary<string, Unit> frequency = Table(("Hz", Unit.Own), ("mHz", new(1, 1000)));

    private static readonly FrozenDictionary<string, Unit> temperature = Table(
        ("°C", Unit.Own), ("C", Unit.Own), ("K", new(1, 1, -273.15m)), ("°F", new(5, 9, -160m / 9)), ("F", new(5, 9, -160m / 9)));

    private static readonly FrozenDictionary<string, Unit> humidity = Table(("%", Unit.Own), ("1", new(100)));

    private static readonly FrozenDictionary<string, Unit> pressure = Table(
        ("hPa", Unit.Own), ("mbar", Unit.Own), ("Pa", new(1, 100)), ("kPa", new(10)), ("bar", new(1000)), ("inHg", new(33.86389m)), ("mmHg", new(1.33322387m)));

    private static readonly FrozenDictionary<string, Unit> depth = Table(
        ("m", Unit.Own), ("cm", new(1, 100)), ("mm", new(1, 1000)), ("in", new(0.0254m)), ("ft", new(0.3048m)));

    private static readonly FrozenDictionary<string, Unit> none = Table(("1", Unit.Own));

    /// <summary>Finds a unit of a quantity by its name; capitals count, as mW is not MW.</summary>
    public static bool TryFind(Quantity quantity, string name, out Unit unit) => Of(quantity).TryGetValue(name, out unit);

    /// <summary>The names that a quantity allows.</summary>
    public static IEnumerable<string> Names(Quantity quantity) => Of(quantity).Keys.Order(StringComparer.Ordinal);

    private static FrozenDictionary<string, Unit> Of(Quantity quantity) => quantity switch
    {
        Quantity.PowerW => power,
        Quantity.VoltageV => voltage,
        Quantity.CurrentA => current,
        Quantity.EnergyWh => energy,
        Quantity.PowerFactor => factor,
        Quantity.FrequencyHz => frequency,
        Quantity.TemperatureC => temperature,
        Quantity.HumidityPct => humidity,
        Quantity.PressureHpa => pressure,
        Quantity.DepthM => depth,
        _ => none,
    };

    private static FrozenDictionary<string, Unit> Table(params (string Name, Unit Unit)[] units) =>
        units.ToFrozenDictionary(u => u.Name, u => u.Unit, StringComparer.Ordinal);
}
