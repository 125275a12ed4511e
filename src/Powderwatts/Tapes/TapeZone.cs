using Powderwatts.Tape;

namespace Powderwatts.Tapes;

/// <summary>The time zone of a tape's site.</summary>
internal static class TapeZone
{
    /// <summary>The zone; UTC when this machine does not know it.</summary>
    public static TimeZoneInfo Of(TapeHeader header) => TimeZoneInfo.TryFindSystemTimeZoneById(header.Zone, out var zone) ? zone : TimeZoneInfo.Utc;
}
