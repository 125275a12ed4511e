using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Importing;

/// <summary>
/// One sensor of an import: its instants rise, its energy is counted by the product's own counter, and messages that belong
/// together become one reading.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="map">What the mapping says of it; null for readings that come whole.</param>
/// <param name="sensor">The sensor's id.</param>
/// <param name="intervalS">The time between two readings, seconds.</param>
/// <param name="join">Samples this close together, with different quantities, are one reading; null keeps them apart.</param>
internal sealed class EnergyStream(string node, SensorMap? map, string sensor, double intervalS, TimeSpan? join)
{
    /// <summary>Above this no meter's counter is believed, Wh.</summary>
    public const double Highest = 1e15;

    private EnergyCounter? counter;
    private Sample? pending;
    private long last = long.MinValue;
    private double usedWh;

    public string Node => node;

    public string Sensor => sensor;

    /// <summary>How often the meter's counter began again at 0.</summary>
    public int Resets { get; private set; }

    /// <summary>How often it passed its highest value.</summary>
    public int Rollovers { get; private set; }

    /// <summary>The instant of the sample that waits for others; null when none does.</summary>
    public long? WaitsSince => pending?.T;

    /// <summary>Until when others may join it.</summary>
    public long? WaitsUntil => pending?.T + (long)(join ?? TimeSpan.Zero).TotalMilliseconds;

    /// <summary>Takes a sample. What waited and is complete now comes out as <paramref name="reading"/>.</summary>
    public RowFault? Take(Sample sample, out TapeReading? reading)
    {
        reading = null;
        if (pending is { } open && sample.T >= open.T && sample.T <= WaitsUntil && (open.Values.Mask & sample.Values.Mask) == 0 && sample.Whole is null)
        {
            var joined = open.Values;
            foreach (var quantity in Quantities.All)
            {
                if (sample.Values.TryGet(quantity, out var value))
                    joined[quantity] = value;
            }

            pending = open with { Values = joined };
            return null;
        }

        var newest = pending?.T ?? last;
        var t = sample.T;
        // a log whose stamps are whole seconds has several messages at one of them
        if (join > TimeSpan.Zero && t <= newest && newest - t < 1000)
            t = newest + 1;
        if (t == newest)
            return new(RowReason.Repeated, $"{sensor} has a row of {Words(t)} already");
        if (t < newest)
            return new(RowReason.Backwards, $"{Words(t)} is before {Words(newest)}, the row before of {sensor}");
        reading = Flush();
        pending = sample with { T = t };
        if (join is null)
            reading = Flush();
        return null;
    }

    /// <summary>What waits, as a reading; null when nothing does.</summary>
    public TapeReading? Flush()
    {
        if (pending is not { } sample)
            return null;
        (pending, last) = (null, sample.T);
        return new(node, sample.Whole is { } whole ? whole with { T = sample.T } : Made(sample));
    }

    /// <summary>The sensor as the tape describes it.</summary>
    public static SensorAbout Describe(SensorMap map, string driver, double intervalS)
    {
        var quantities = map.Fields.Select(f => f.Quantity).Distinct().ToList();
        if (map.Integrates)
            quantities.Add(Quantity.EnergyWh);
        var any = new QuantityValues();
        foreach (var quantity in quantities)
            any[quantity] = 0;
        return new(map.Id, map.Name, driver, Quantities.KindOf(any), Origin.Live, map.RatedW, [.. quantities.Order()], null, intervalS, null);
    }

    private Reading Made(Sample sample)
    {
        var values = sample.Values;
        var energyFrom = map is null ? null : Count(sample.T, ref values, map);
        return new(sensor, sample.T, values) { IntervalS = intervalS, EnergyFrom = energyFrom };
    }

    private long? Count(long t, ref QuantityValues values, SensorMap map)
    {
        var monotonic = TimeSpan.FromMilliseconds(t);
        if (values.TryGet(Quantity.EnergyWh, out var meterWh))
        {
            counter ??= new(0, t);
            usedWh += meterWh;
            var look = map.Fields.Any(f => f is { Quantity: Quantity.EnergyWh, Each: true }) ? usedWh : meterWh;
            var change = counter.AddMeterCounter(
                monotonic, look, map.RollsOverAtWh is { } modulus && look < modulus ? modulus : Highest, map.RatedW ?? 0, 0, t);
            Resets += change == MeterChange.Reset ? 1 : 0;
            Rollovers += change == MeterChange.RolledOver ? 1 : 0;
        }
        else if (map.Integrates && values.TryGet(Quantity.PowerW, out var powerW))
        {
            counter ??= new(0, t);
            if (map.Integration == Integration.Hold)
                counter.HoldPower(monotonic, powerW, TimeSpan.FromSeconds(EnergyCounter.GapCapIntervals * intervalS));
            else
                counter.AddPower(monotonic, powerW, intervalS);
        }
        else
        {
            return null;
        }

        values[Quantity.EnergyWh] = counter.EnergyWh;
        return counter.EnergyFrom;
    }

    private static string Words(long t) => UtcText.Milliseconds(t);
}
