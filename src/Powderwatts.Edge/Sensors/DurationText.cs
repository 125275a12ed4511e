using System.Globalization;

namespace Powderwatts.Edge.Sensors;

/// <summary>Durations as people write them in a rig: a number and one unit, `500ms`, `1s`, `5m`, `1h`.</summary>
public static class DurationText
{
    private static readonly (string Unit, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Reads a duration. False without a unit, with a sign, or beyond a year.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        foreach (var (unit, seconds) in units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)
                || !double.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                continue;
            if (!(number * seconds <= 366 * 86400.0))
                return false;
            duration = TimeSpan.FromTicks((long)Math.Round(number * seconds * TimeSpan.TicksPerSecond));
            return true;
        }

        return false;
    }

    /// <summary>Writes a duration in the largest unit that leaves it short: `500ms`, `1.5s`, `1h`.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var (unit, size) = seconds == 0 ? ("s", 1.0)
            : seconds % 3600 == 0 ? ("h", 3600.0)
            : seconds % 60 == 0 ? ("m", 60.0)
            : seconds < 1 ? ("ms", 0.001)
            : ("s", 1.0);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds / size:0.######}{unit}");
    }
}
