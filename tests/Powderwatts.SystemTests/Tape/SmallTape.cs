using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape;

namespace Powderwatts.SystemTests.Tape;

/// <summary>A tape of one node, or two, with two circuits, a reading a second each, recorded in January 2026: what is to come out of it is known.</summary>
internal static class SmallTape
{
    public const string Site = "lodge";
    public const string Node = "booth-pi";
    public const long First = 1_768_205_520_000;

    private const long CounterFrom = First - 86_400_000;
    private static readonly string[] sensors = ["gutter-north", "gutter-south"];

    /// <summary>Writes it.</summary>
    /// <returns>How many readings it holds.</returns>
    public static int Write(string path, int seconds, string node = Node, string? second = null)
    {
        string[] nodes = second is null ? [node] : [node, second];
        var header = new TapeHeader(
            Site, "small-storm", "America/Denver",
            [.. nodes.Select(name => new TapeNode(name, [.. sensors.Select(id => new SensorAbout(
                id, id, "ina226", Kind.Circuit, Origin.Live, 36, [Quantity.PowerW, Quantity.EnergyWh], null, 1, null))]))],
            TapeHeader.FromData, "test", null, First);
        using var writer = TapeWriter.Create(path, header);
        for (var i = 0; i < seconds; i++)
        {
            foreach (var sensor in sensors)
            {
                QuantityValues values = default;
                values[Quantity.PowerW] = 18 + (i % 7);
                values[Quantity.EnergyWh] = 5000 + (i * 0.01);
                foreach (var name in nodes)
                    writer.Write(new TapeReading(name, new Reading(sensor, First + (i * 1000L), values) { EnergyFrom = CounterFrom }));
            }
        }

        writer.Complete();
        return seconds * sensors.Length * nodes.Length;
    }
}
