namespace Powderwatts.Readings.Energy;

/// <summary>
/// The one energy counter of a circuit, in Wh: made at the source, never falls. Integrates power by the trapezoid rule over
/// monotonic time with a gap cap, or holds the last power, or follows a meter's own counter through rollovers and resets.
/// </summary>
public sealed class EnergyCounter
{
    /// <summary>Distances above this many intervals add nothing.</summary>
    public const double GapCapIntervals = 3;

    /// <summary>Continues a counter that stands at <paramref name="energyWh"/> and began at <paramref name="energyFrom"/>.</summary>
    public EnergyCounter(double energyWh, long energyFrom) => (EnergyWh, EnergyFrom) = (energyWh, energyFrom);

    /// <summary>The counter, Wh.</summary>
    public double EnergyWh { get; private set; }

    /// <summary>When it began at 0, Unix milliseconds.</summary>
    public long EnergyFrom { get; private set; }

    /// <summary>Adds a sample of power by the trapezoid rule.</summary>
    /// <param name="monotonic">Monotonic time of the sample.</param>
    /// <param name="powerW">Power, W; negative power adds nothing.</param>
    /// <param name="intervalS">The interval in force, seconds: the cap is three times this.</param>
    /// <returns>Wh added.</returns>
    public double AddPower(TimeSpan monotonic, double powerW, double intervalS) => throw new NotImplementedException();
}
