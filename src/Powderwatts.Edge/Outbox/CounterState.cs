namespace Powderwatts.Edge.Outbox;

/// <summary>An energy counter as it stands in the outbox: saved in the transaction of the reading that it belongs to.</summary>
/// <param name="Sensor">The sensor's id.</param>
/// <param name="EnergyWh">The counter, Wh.</param>
/// <param name="EnergyFrom">When it began at 0, Unix milliseconds.</param>
/// <param name="LastT">Instant of the reading, Unix milliseconds.</param>
public sealed record CounterState(string Sensor, double EnergyWh, long EnergyFrom, long LastT);
