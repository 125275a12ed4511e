namespace Powderwatts.Readings.Energy;

/// <summary>
/// A time without readings: neighbours further apart than three intervals, or the part of the asked period before the first
/// or after the last reading when that is longer than the cap.
/// </summary>
/// <param name="From">Last instant with data before it, Unix milliseconds.</param>
/// <param name="To">First instant with data after it, Unix milliseconds.</param>
public readonly record struct TimeGap(long From, long To);
