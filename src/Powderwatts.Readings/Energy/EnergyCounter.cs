namespace Powderwatts.Readings.Energy;

/// <summary>
/// The one energy counter of a circuit, in Wh: made at the source, never falls. Integrates power by the trapezoid rule over
/// monotonic time with a gap cap, or holds the last power, or follows a meter's own counter through rollovers and resets.
/// Not thread-safe: it belongs to the loop that reads the sensor.
/// </summary>
public sealed class EnergyCounter
{
    /// <summary>Distances above this many intervals add nothing.</summary>
    public const double GapCapIntervals = GapRule.CapIntervals;

    /// <summary>How far above its rated power a meter may have run for a fall of its counter to be a rollover.</summary>
    private const double RolloverMargin = 1.1;

    // The sum is kept in two doubles, so that months of small additions lose nothing; the second is what the first cannot hold.
    private double low;

    private TimeSpan? lastTime;
    private double lastPowerW;
    private TimeSpan? lastMeterTime;

    /// <summary>Continues a counter.</summary>
    /// <param name="energyWh">Where it stands, Wh.</param>
    /// <param name="energyFrom">When it began at 0, Unix milliseconds.</param>
    /// <param name="meterWh">The meter's own counter when it was last read, Wh; null without a meter or before its first reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative or not finite.</exception>
    public EnergyCounter(double energyWh, long energyFrom, double? meterWh = null)
    {
        CheckNumber(energyWh, nameof(energyWh));
        ArgumentOutOfRangeException.ThrowIfNegative(energyWh);
        CheckNumber(meterWh ?? 0, nameof(meterWh));
        (EnergyWh, EnergyFrom, MeterWh) = (energyWh, energyFrom, meterWh);
    }

    /// <summary>The counter, Wh.</summary>
    public double EnergyWh { get; private set; }

    /// <summary>When it began at 0, Unix milliseconds.</summary>
    public long EnergyFrom { get; private set; }

    /// <summary>The meter's own counter when it was last read, Wh: kept with the reading, so that a restart misses nothing.</summary>
    public double? MeterWh { get; private set; }

    /// <summary>The true instant of its beginning is known now; before any reading of it has been sent.</summary>
    public void MoveBeginning(long energyFrom) => EnergyFrom = energyFrom;

    /// <summary>Adds a sample of power by the trapezoid rule. A failed read is not told: it only makes the distance longer.</summary>
    /// <param name="monotonic">Monotonic time of the sample; one that does not rise is passed over.</param>
    /// <param name="powerW">Power, W; negative power counts as 0.</param>
    /// <param name="intervalS">The interval in force, seconds: beyond three times this nothing is added.</param>
    /// <returns>Wh added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The power or the interval is no finite number.</exception>
    public double AddPower(TimeSpan monotonic, double powerW, double intervalS)
    {
        CheckNumber(powerW, nameof(powerW));
        CheckNumber(intervalS, nameof(intervalS));
        var before = lastPowerW;
        return Advance(monotonic, powerW, GapCapIntervals * intervalS) is { } seconds ? Add(before / 2 + lastPowerW / 2, seconds) : 0;
    }

    /// <summary>
    /// Adds a sample of power of a meter that reports on change: its last power held until this one. The new power counts from
    /// now on.
    /// </summary>
    /// <param name="monotonic">Monotonic time of the sample; one that does not rise is passed over.</param>
    /// <param name="powerW">Power, W; negative power counts as 0.</param>
    /// <param name="cap">The longest silence in which the last power still holds; beyond it nothing is added.</param>
    /// <returns>Wh added.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The power is no finite number.</exception>
    public double HoldPower(TimeSpan monotonic, double powerW, TimeSpan cap)
    {
        CheckNumber(powerW, nameof(powerW));
        var before = lastPowerW;
        return Advance(monotonic, powerW, cap.TotalSeconds) is { } seconds ? Add(before, seconds) : 0;
    }

    /// <summary>
    /// Follows a meter's own counter. The first look only takes its level. A fall is a rollover when the meter can have used
    /// the difference since the last look; else it is a reset: a new counter begins that stands where the meter's does.
    /// </summary>
    /// <param name="monotonic">Monotonic time of the look.</param>
    /// <param name="counterWh">The meter's counter, Wh, from 0 to below <paramref name="modulusWh"/>.</param>
    /// <param name="modulusWh">Where the meter's counter begins again at 0, Wh.</param>
    /// <param name="maxPowerW">The most that the circuit can draw, W.</param>
    /// <param name="resolutionWh">One step of the meter's counter, Wh: two looks may differ by this much more than was used.</param>
    /// <param name="now">The beginning of a new counter if this is a reset, Unix milliseconds.</param>
    /// <returns>What the meter did.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range or not finite.</exception>
    public MeterChange AddMeterCounter(
        TimeSpan monotonic, double counterWh, double modulusWh, double maxPowerW, double resolutionWh, long now)
    {
        CheckNumber(counterWh, nameof(counterWh));
        CheckNumber(modulusWh, nameof(modulusWh));
        ArgumentOutOfRangeException.ThrowIfNegative(counterWh);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(counterWh, modulusWh);
        var (before, since) = (MeterWh, lastMeterTime);
        (MeterWh, lastMeterTime) = (counterWh, monotonic);
        if (before is not { } earlierWh)
            return MeterChange.Counted;
        if (counterWh >= earlierWh)
        {
            Add(counterWh - earlierWh);
            return MeterChange.Counted;
        }

        var rolledWh = modulusWh - earlierWh + counterWh;
        // after a restart the time since the last look is not known: then no fall is taken for a rollover
        var mostWh = since is { } look ? RolloverMargin * maxPowerW * (monotonic - look).TotalHours + resolutionWh : 0;
        if (rolledWh <= mostWh)
        {
            Add(rolledWh);
            return MeterChange.RolledOver;
        }

        (EnergyWh, low, EnergyFrom) = (counterWh, 0, now);
        return MeterChange.Reset;
    }

    /// <summary>Takes the sample as the last one; returns the seconds since the one before when they count.</summary>
    private double? Advance(TimeSpan monotonic, double powerW, double capS)
    {
        if (lastTime is not { } before)
        {
            (lastTime, lastPowerW) = (monotonic, Math.Max(0, powerW));
            return null;
        }

        if (monotonic <= before)
            return null;
        (lastTime, lastPowerW) = (monotonic, Math.Max(0, powerW));
        var seconds = (monotonic - before).TotalSeconds;
        return seconds <= capS ? seconds : null;
    }

    private double Add(double powerW, double seconds) => Add(powerW * (seconds / 3600));

    private double Add(double addedWh)
    {
        // two-sum: what rounding takes from the sum goes to low, and comes back when it is large enough
        var sum = EnergyWh + addedWh;
        if (!double.IsFinite(sum))
            return 0;
        var held = sum - EnergyWh;
        low += EnergyWh - (sum - held) + (addedWh - held);
        var total = sum + low;
        low += sum - total;
        EnergyWh = Math.Max(EnergyWh, total);
        return addedWh;
    }

    private static void CheckNumber(double value, string name)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number");
    }
}
