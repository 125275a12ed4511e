using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Powderwatts.Tape.Format;

/// <summary>Counts readings per sensor, for at most <see cref="TapeLimits.Sensors"/> of them, in order of first arrival.</summary>
internal sealed class SensorTotals
{
    private readonly Dictionary<(string Node, string Sensor), int> places = [];
    private readonly List<(string Node, string Sensor)> names = [];
    private readonly List<(long Readings, long First, long Last)> counts = [];

    /// <summary>Readings of all sensors.</summary>
    public long Readings { get; private set; }

    /// <summary>The earliest instant; 0 without readings.</summary>
    public long First { get; private set; }

    /// <summary>The latest instant; 0 without readings.</summary>
    public long Last { get; private set; }

    /// <summary>Is the sensor known?</summary>
    public bool Has(string node, string sensor) => places.ContainsKey((node, sensor));

    /// <summary>Counts a reading; false when its sensor would be one too many.</summary>
    public bool TryCount(in TapeReading reading)
    {
        var t = reading.Reading.T;
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, (reading.Node, reading.Reading.Sensor), out var known);
        if (!known)
        {
            if (names.Count == TapeLimits.Sensors)
            {
                places.Remove((reading.Node, reading.Reading.Sensor));
                return false;
            }

            place = names.Count;
            names.Add((reading.Node, reading.Reading.Sensor));
            counts.Add((0, t, t));
        }

        ref var count = ref CollectionsMarshal.AsSpan(counts)[place];
        count = (count.Readings + 1, Math.Min(count.First, t), Math.Max(count.Last, t));
        (First, Last) = Readings == 0 ? (t, t) : (Math.Min(First, t), Math.Max(Last, t));
        Readings++;
        return true;
    }

    /// <summary>The totals, in order of first arrival.</summary>
    public ImmutableArray<TapeSensorTotal> ToTotals() =>
        [.. names.Zip(counts, (name, count) => new TapeSensorTotal(name.Node, name.Sensor, count.Readings, count.First, count.Last))];
}
