using Powderwatts.Readings;

namespace Powderwatts.Tape.Replaying;

/// <summary>
/// Makes a recorded reading one of a replay: its origin is `replay`, and if the tape is shifted its instant is moved to now. A shifted
/// counter begins at 0 with each pass, so that the energy of two passes is twice the energy of one, whatever it stood at when it was
/// recorded. A counter that began anew on the tape begins anew here too.
/// </summary>
internal sealed class TapeInstants(bool shift)
{
    private readonly Dictionary<(string Node, string Sensor, long RecordedFrom), Counter> counters = [];
    private readonly HashSet<(string Node, string Sensor)> begun = [];

    /// <summary>How far instants are moved, milliseconds; null when they are not.</summary>
    public long? ShiftMs { get; private set; }

    /// <summary>A pass begins, or goes on elsewhere on the tape.</summary>
    public void BeginPass()
    {
        counters.Clear();
        begun.Clear();
    }

    /// <summary>The tape's clock and ours have come apart.</summary>
    /// <param name="now">Our clock, Unix milliseconds.</param>
    /// <param name="clock">The tape's, Unix milliseconds.</param>
    public void Align(long now, double clock)
    {
        if (shift)
            ShiftMs = now - (long)Math.Round(clock);
    }

    /// <summary>The reading as it is played.</summary>
    public Reading Play(string node, in Reading recorded)
    {
        if (ShiftMs is not { } moved)
            return recorded with { Origin = Origin.Replay };
        var values = recorded.Values;
        long? energyFrom = null;
        if (recorded.EnergyFrom is { } from && values.TryGet(Quantity.EnergyWh, out var energyWh))
        {
            // frozen at the first sight of it: a pause moves the instants that follow, not the beginning of a counter
            if (!counters.TryGetValue((node, recorded.Sensor, from), out var counter))
            {
                counter = begun.Add((node, recorded.Sensor)) ? new Counter(energyWh, recorded.T + moved) : new Counter(0, from + moved);
                counters[(node, recorded.Sensor, from)] = counter;
            }

            values[Quantity.EnergyWh] = Math.Max(0, energyWh - counter.BaseWh); // one that arrived late may lie before the beginning
            energyFrom = counter.From;
        }

        return recorded with { T = recorded.T + moved, Values = values, EnergyFrom = energyFrom, Origin = Origin.Replay };
    }

    private readonly record struct Counter(double BaseWh, long From);
}
