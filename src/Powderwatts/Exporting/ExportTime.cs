using System.Globalization;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Exporting;

/// <summary>Reads `--from` and `--to`: RFC 3339, a day or a local time of the site's zone, or Unix milliseconds.</summary>
internal static class ExportTime
{
    /// <summary>Reads one, Unix milliseconds.</summary>
    /// <exception cref="StartException">It is none.</exception>
    public static long Read(string option, string text, TimeZoneInfo zone)
    {
        // a bare year is no number of milliseconds
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var t) && t is 0 or (>= 1_000_000_000 and <= WireLimits.LastInstant))
            return t;
        if (!IsoText.TryRead(text, out var local, out var offset))
            throw new StartException($"cannot read {option} {RowFault.Quoted(text)}: it is no instant; write for example 2026-01-31, 2026-01-31T12:00:00Z or Unix milliseconds");
        if (offset is null && zone.IsInvalidTime(local))
            throw new StartException($"cannot read {option} {RowFault.Quoted(text)}: this time does not exist in {zone.Id}; write it with an offset");
        return (long)(local - (offset ?? zone.GetUtcOffset(local)) - DateTime.UnixEpoch).TotalMilliseconds;
    }
}
