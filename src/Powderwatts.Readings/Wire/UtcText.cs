using System.Globalization;

namespace Powderwatts.Readings.Wire;

/// <summary>Instants in UTC as messages and exports write them, RFC 3339.</summary>
public static class UtcText
{
    /// <summary>The form with milliseconds, for what formats by itself.</summary>
    public const string MillisecondsForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>`2016-11-06T08:15:00Z`; what is below a second is cut off.</summary>
    /// <param name="t">Unix milliseconds.</param>
    public static string Seconds(long t) => DateTimeOffset.FromUnixTimeMilliseconds(t).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>`2016-11-06T08:15:00.000Z`.</summary>
    /// <param name="t">Unix milliseconds.</param>
    public static string Milliseconds(long t) => DateTimeOffset.FromUnixTimeMilliseconds(t).ToString(MillisecondsForm, CultureInfo.InvariantCulture);
}
