namespace Powderwatts.Readings.Energy;

/// <summary>The one rule for what is still one stretch of readings: neighbours no further apart than three intervals of the later one.</summary>
public static class GapRule
{
    /// <summary>Distances above this many intervals are gaps.</summary>
    public const double CapIntervals = 3;

    /// <summary>Is the distance of two neighbours a gap?</summary>
    /// <param name="earlier">Instant of the earlier reading, Unix milliseconds.</param>
    /// <param name="later">Instant of the later reading, Unix milliseconds.</param>
    /// <param name="intervalS">The later reading's interval, seconds.</param>
    public static bool IsGap(long earlier, long later, double intervalS) => later - earlier > CapIntervals * intervalS * 1000;
}
