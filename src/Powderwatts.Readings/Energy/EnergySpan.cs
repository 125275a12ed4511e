namespace Powderwatts.Readings.Energy;

/// <summary>What a circuit used between two instants.</summary>
/// <param name="From">First instant, Unix milliseconds.</param>
/// <param name="To">Last instant, Unix milliseconds.</param>
/// <param name="EnergyWh">Energy, Wh; never below 0.</param>
/// <param name="Coverage">The part of the time that has readings, 0 to 1.</param>
/// <param name="LowerBound">A counter was replaced or reset in this time: what it counted after its last reading is not known.</param>
public readonly record struct EnergySpan(long From, long To, double EnergyWh, double Coverage, bool LowerBound);
