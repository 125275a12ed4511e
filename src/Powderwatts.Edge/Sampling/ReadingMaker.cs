using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Edge.Sampling;

/// <summary>
/// Makes readings of one sensor's measurements: instant, origin, interval, quality, and for a circuit the energy counter as it
/// stands after this sample. Pure: the caller brings the clock, so that a stepped one works as well.
/// </summary>
/// <param name="sensor">The sensor's id.</param>
/// <param name="interval">The interval in force.</param>
/// <param name="origin">Where the measurements come from.</param>
/// <param name="counter">The counter to go on with; null begins one at the first sample.</param>
/// <param name="stamp">Gives the instants; null begins without any from before.</param>
public sealed class ReadingMaker(string sensor, TimeSpan interval, Origin origin, CounterState? counter, InstantStamp? stamp = null)
{
    private readonly InstantStamp stamp = stamp ?? new InstantStamp(counter?.LastT);
    private EnergyCounter? energy = counter is null ? null : new EnergyCounter(counter.EnergyWh, counter.EnergyFrom);

    /// <summary>Makes the reading.</summary>
    /// <param name="measurement">What the chip gave.</param>
    /// <param name="now">The wall clock, Unix milliseconds.</param>
    /// <param name="monotonic">The monotonic clock: only this measures energy.</param>
    /// <param name="isTimeTrusted">False stamps the reading as `unsynced`.</param>
    public Reading Make(in Measurement measurement, long now, TimeSpan monotonic, bool isTimeTrusted)
    {
        var t = stamp.Stamp(now);
        var values = measurement.Values;
        long? energyFrom = null;
        if (!values.Has(Quantity.EnergyWh) && values.TryGet(Quantity.PowerW, out var powerW))
        {
            energy ??= new EnergyCounter(0, t);
            energy.AddPower(monotonic, powerW, interval.TotalSeconds);
            values[Quantity.EnergyWh] = energy.EnergyWh;
            energyFrom = energy.EnergyFrom;
        }

        return new Reading(sensor, t, values)
        {
            Quality = measurement.Quality | (isTimeTrusted ? Quality.None : Quality.Unsynced),
            Origin = origin,
            EnergyFrom = energyFrom,
            IntervalS = interval.TotalSeconds,
        };
    }

    /// <summary>The next sample begins a counter at 0: a new outbox has begun.</summary>
    public void BeginNewCounter() => energy = null;

    /// <summary>What was made before is brought to true time: instants, and the beginning of a counter that began meanwhile.</summary>
    public void Shift(ClockShift shift)
    {
        stamp.Shift(shift);
        energy?.MoveBeginning(shift.Apply(energy.EnergyFrom));
    }
}
