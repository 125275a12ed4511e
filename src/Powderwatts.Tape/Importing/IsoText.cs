using System.Globalization;

namespace Powderwatts.Tape.Importing;

/// <summary>
/// Reads ISO 8601 stamps as loggers write them: `2016-07-01 00:15:00-07:00`, `2026-01-06T12:29:56.1545103+01:00`,
/// `2026-01-06T12:29:56+0100`, `2018-06-09T16:29:19`, `2012-01-01`. Any number of decimals; what is below a tick is cut off.
/// </summary>
public static class IsoText
{
    /// <summary>Reads one; the offset is null when the text names none.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        local = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified);
        var rest = text[10..];
        if (rest.IsEmpty)
            return true;
        if (rest.Length < 6 || rest[0] is not ('T' or 't' or ' ') || rest[3] != ':'
            || !Digits(rest[1..3], out var hour) || !Digits(rest[4..6], out var minute) || hour > 23 || minute > 59)
            return false;
        rest = rest[6..];
        var second = 0;
        if (rest.Length >= 3 && rest[0] == ':')
        {
            if (!Digits(rest[1..3], out second) || second > 59)
                return false;
            rest = rest[3..];
        }

        var ticks = 0L;
        if (!rest.IsEmpty && rest[0] is '.' or ',')
        {
            var end = rest[1..].IndexOfAnyExceptInRange('0', '9') is var found and >= 0 ? found + 1 : rest.Length;
            if (end == 1)
                return false;
            for (var i = 1; i <= 7; i++)
                ticks = (ticks * 10) + (i < end ? rest[i] - '0' : 0);
            rest = rest[end..];
        }

        local = local.Add(new TimeSpan(hour, minute, second)).AddTicks(ticks);
        return TryReadOffset(rest.TrimStart(' '), out offset);
    }

    /// <summary>Reads nothing, `Z`, `+01:00`, `+0100` or `+01`.</summary>
    public static bool TryReadOffset(ReadOnlySpan<char> text, out TimeSpan? offset)
    {
        offset = null;
        if (text.IsEmpty)
            return true;
        if (text is "Z" or "z")
        {
            offset = TimeSpan.Zero;
            return true;
        }

        var minutes = 0;
        if (text[0] is not ('+' or '-') || text.Length is not (3 or 5 or 6) || !Digits(text[1..3], out var hours)
            || (text.Length == 6 && text[3] != ':') || (text.Length > 3 && !Digits(text[^2..], out minutes)) || hours > 14 || minutes > 59)
            return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return offset.Value.Duration() <= TimeSpan.FromHours(14);
    }

    private static bool Digits(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
