namespace Powderwatts.Readings.Energy;

/// <summary>A counter as one reading carries it.</summary>
/// <param name="T">The instant, Unix milliseconds.</param>
/// <param name="EnergyWh">The counter, Wh.</param>
/// <param name="EnergyFrom">When the counter began at 0, Unix milliseconds.</param>
/// <param name="IntervalS">The interval in force, seconds.</param>
/// <param name="Unsynced">The instant comes from a clock that was not trusted.</param>
public readonly record struct CounterPoint(long T, double EnergyWh, long EnergyFrom, double IntervalS, bool Unsynced = false);
