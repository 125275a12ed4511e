using System.Globalization;

namespace Powderwatts.Tape.Importing;

/// <summary>Instants as messages write them.</summary>
internal static class StampText
{
    /// <summary>`2016-11-06T08:15:00.000Z`.</summary>
    public static string Utc(long t) =>
        DateTimeOffset.FromUnixTimeMilliseconds(t).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
