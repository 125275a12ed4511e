using Powderwatts.Readings;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>Readings of eight circuits at 1 Hz, with a power that walks in steps of 0.1 W and a counter that follows it: the same ones each time.</summary>
internal static class CircuitReadings
{
    /// <summary>How many circuits.</summary>
    public const int Circuits = 8;

    /// <summary>The instant of the first readings, Unix milliseconds.</summary>
    public const long Begin = 1_796_083_200_000;

    private static readonly string[] names = [.. Enumerable.Range(1, Circuits).Select(i => $"gutter-{i}")];

    /// <summary>This many readings, second after second.</summary>
    public static IEnumerable<Reading> Take(int count, int seed = 1)
    {
        var random = new Random(seed);
        var (power, energy) = (Enumerable.Repeat(600.0, Circuits).ToArray(), new double[Circuits]);
        for (var i = 0; i < count; i++)
        {
            var circuit = i % Circuits;
            power[circuit] = Math.Clamp(Math.Round(power[circuit] + (0.1 * random.Next(-10, 11)), 1), 0, 1200);
            energy[circuit] += power[circuit] / 3600;
            var volts = Math.Round(240 + (0.00125 * random.Next(-800, 801)), 5);
            var values = new QuantityValues
            {
                [Quantity.PowerW] = power[circuit],
                [Quantity.VoltageV] = volts,
                [Quantity.CurrentA] = Math.Round(power[circuit] / volts, 5),
                [Quantity.EnergyWh] = energy[circuit],
            };
            yield return new Reading(names[circuit], Begin + (1000L * (i / Circuits)), values) { EnergyFrom = Begin };
        }
    }
}
