using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>An energy counter as it stands in the outbox: saved in the transaction of the reading that it belongs to.</summary>
/// <param name="Name">Whose counter it is: <see cref="NameOf"/>.</param>
/// <param name="EnergyWh">The counter, Wh.</param>
/// <param name="EnergyFrom">When it began at 0, Unix milliseconds.</param>
/// <param name="LastT">Instant of the reading, Unix milliseconds.</param>
public sealed record CounterState(string Name, double EnergyWh, long EnergyFrom, long LastT)
{
    /// <summary>
    /// The sensor's id, with the origin before it unless that is live. A rig that goes from simulated to real chips keeps its ids,
    /// and simulated energy must never go on as measured energy.
    /// </summary>
    public static string NameOf(string sensor, Origin origin) => origin == Origin.Live ? sensor : $"{origin.Name()}:{sensor}";
}
