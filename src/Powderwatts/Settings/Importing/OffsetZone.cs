using Powderwatts.Tape.Importing;

namespace Powderwatts.Settings.Importing;

/// <summary>A fixed offset as a time zone: `+01:00`, `-07:00`, `Z`.</summary>
internal static class OffsetZone
{
    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, out TimeZoneInfo zone)
    {
        zone = TimeZoneInfo.Utc;
        if (text.Length == 0 || !IsoText.TryReadOffset(text, out var offset) || offset is not { } fixedOffset)
            return false;
        if (fixedOffset != TimeSpan.Zero)
            zone = TimeZoneInfo.CreateCustomTimeZone(text, fixedOffset, text, text);
        return true;
    }
}
