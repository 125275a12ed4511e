using Powderwatts.Readings.Energy;
using Powderwatts.Savings.Switching;

namespace Powderwatts.Savings.Summaries;

/// <summary>
/// Turns one circuit's samples into clock minutes. Samples are handed over in rising order, the last one before the period and the
/// first one after it included where there are any; repeats and earlier ones are passed over. Every minute of the period comes out,
/// also those without data.
/// </summary>
public sealed class MinuteFolder
{
    /// <summary>After switching on, a cable needs this long to come to rest, ms.</summary>
    public const long SettleMs = 300_000;

    private readonly SwitchRule rule;
    private readonly long from;
    private readonly long to;
    private readonly Action<CircuitMinute> done;
    private PowerSample? last;
    private SwitchState state;
    private long onSince;
    private long minute;
    private Sums sums;

    /// <summary>Begins a period.</summary>
    /// <param name="rule">When the circuit counts as on.</param>
    /// <param name="from">The period's first instant, Unix milliseconds, on a minute.</param>
    /// <param name="to">Its end, on a minute.</param>
    /// <param name="done">Takes each finished minute.</param>
    public MinuteFolder(SwitchRule rule, long from, long to, Action<CircuitMinute> done) =>
        (this.rule, this.from, this.to, this.done, minute) = (rule, from, to, done, from);

    /// <summary>Takes the next sample.</summary>
    public void Add(in PowerSample sample)
    {
        if (last is not { } before)
        {
            Reach(sample.T);
            if (sample.EnergyFrom >= from)
                AddEnergyAt(sample.T, sample.EnergyWh ?? 0);
        }
        else if (sample.T <= before.T)
        {
            return;
        }
        else if (GapRule.IsGap(before.T, sample.T, sample.IntervalS))
        {
            Reach(sample.T);
            if (sample.EnergyWh is not null)
                AddEnergyAt(sample.T, Counted(before, sample));
            state = SwitchState.Unknown;
        }
        else
        {
            Cover(before, sample);
        }

        var next = rule.Next(state, sample.PowerW);
        if (next == SwitchState.On && state != SwitchState.On)
            onSince = sample.T;
        (state, last) = (next, sample);
    }

    /// <summary>No more samples: the rest of the period has no data.</summary>
    public void End() => Reach(to);

    private void Cover(in PowerSample a, in PowerSample b)
    {
        var lengthMs = (double)(b.T - a.T);
        var energy = a.EnergyWh is null || b.EnergyWh is null ? (a.PowerW + b.PowerW) / 2 * lengthMs / 3_600_000 : Counted(a, b);
        for (var start = Math.Max(a.T, minute); start < Math.Min(b.T, to);)
        {
            Reach(start);
            var end = Math.Min(Math.Min(b.T, to), minute + CircuitMinute.LengthMs);
            var (p0, p1) = (At(start, a, b, lengthMs), At(end, a, b, lengthMs));
            sums.Take(state, end - start, (p0 + p1) / 2, energy * (end - start) / lengthMs, a.Clipped || b.Clipped);
            start = end;
            Reach(end);
        }

        static double At(long t, in PowerSample a, in PowerSample b, double lengthMs) => a.PowerW + ((b.PowerW - a.PowerW) * (t - a.T) / lengthMs);
    }

    private static double Counted(in PowerSample a, in PowerSample b) =>
        a.EnergyFrom == b.EnergyFrom ? Math.Max(0, (b.EnergyWh - a.EnergyWh) ?? 0) : b.EnergyWh ?? 0;

    private void AddEnergyAt(long t, double wh)
    {
        if (t >= from && t < to)
            sums.EnergyWh += wh;
    }

    /// <summary>Finishes every minute that ends at an instant or before it.</summary>
    private void Reach(long t)
    {
        while (minute < to && minute + CircuitMinute.LengthMs <= t)
        {
            done(sums.Minute(minute, state == SwitchState.On && minute >= onSince + SettleMs));
            sums = default;
            minute += CircuitMinute.LengthMs;
        }
    }

    private struct Sums
    {
        public double EnergyWh;
        private long onMs;
        private long offMs;
        private long measuredMs;
        private double powerMs;
        private bool clipped;

        public void Take(SwitchState state, long ms, double meanW, double wh, bool clip)
        {
            if (state == SwitchState.On)
                onMs += ms;
            else if (state == SwitchState.Off)
                offMs += ms;
            powerMs += meanW * ms;
            EnergyWh += wh;
            measuredMs += ms;
            clipped |= clip;
        }

        public readonly CircuitMinute Minute(long t, bool rested) => new(
            t, onMs, offMs, EnergyWh, measuredMs > 0 ? powerMs / measuredMs : null,
            rested && !clipped && onMs == CircuitMinute.LengthMs);
    }
}
