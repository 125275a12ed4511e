using System.Collections.Immutable;

namespace Powderwatts.Dashboard.Queries;

/// <summary>Widths of history buckets that people can read on an axis.</summary>
internal static class BucketWidths
{
    private const long Second = 1000, Minute = 60 * Second, Hour = 60 * Minute, Day = 24 * Hour;

    /// <summary>100 ms to 1 day.</summary>
    public static ImmutableArray<long> All { get; } =
    [
        100, 200, 500, Second, 2 * Second, 5 * Second, 10 * Second, 15 * Second, 30 * Second, Minute, 2 * Minute, 5 * Minute,
        10 * Minute, 15 * Minute, 30 * Minute, Hour, 2 * Hour, 3 * Hour, 6 * Hour, 12 * Hour, Day,
    ];

    /// <summary>
    /// The smallest width that covers a period with at most so many buckets, which begin at multiples of it. Above a day the
    /// width doubles.
    /// </summary>
    public static long For(long from, long to, int points)
    {
        foreach (var width in All)
        {
            if (Count(from, to, width) <= points)
                return width;
        }

        var days = 2 * Day;
        while (Count(from, to, days) > points)
            days *= 2;
        return days;
    }

    /// <summary>Buckets that a period touches.</summary>
    public static long Count(long from, long to, long width) => ((to - 1) / width) - (from / width) + 1;
}
