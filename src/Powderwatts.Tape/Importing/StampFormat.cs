using System.Globalization;

namespace Powderwatts.Tape.Importing;

/// <summary>How instants are written: `iso`, `unix`, `unix-ms`, `unix-us`, `unix-ns`, or a pattern such as `dd/MM/yyyy HH:mm:ss`.</summary>
public sealed record StampFormat
{
    // every part differs from what a pattern without it would leave: an afternoon, a day above 12
    private static readonly DateTimeOffset sample = new(2031, 11, 24, 13, 47, 56, TimeSpan.FromHours(5));

    private StampFormat(string text, string? pattern, decimal ticksPerUnit, bool namesOffset) =>
        (Text, Pattern, TicksPerUnit, NamesOffset) = (text, pattern, ticksPerUnit, namesOffset);

    /// <summary>ISO 8601 and RFC 3339, with a T or a blank, with or without seconds, fraction and offset.</summary>
    public static StampFormat Iso { get; } = new("iso", null, 0, false);

    /// <summary>Seconds since 1970, with or without a fraction.</summary>
    public static StampFormat Unix { get; } = new("unix", null, TimeSpan.TicksPerSecond, false);

    /// <summary>As the mapping file writes it.</summary>
    public string Text { get; }

    /// <summary>The pattern; null for the other formats.</summary>
    internal string? Pattern { get; }

    /// <summary>What one stands for when the stamp is a number; 0 when it is none.</summary>
    internal decimal TicksPerUnit { get; }

    /// <summary>Does the pattern hold the offset?</summary>
    internal bool NamesOffset { get; }

    /// <summary>Reads a format; says what is wrong with it, as the rest of a sentence that begins with the key.</summary>
    public static bool TryParse(string text, out StampFormat format, out string fault)
    {
        format = text switch
        {
            "iso" => Iso,
            "unix" => Unix,
            "unix-ms" => new(text, null, TimeSpan.TicksPerMillisecond, false),
            "unix-us" => new(text, null, TimeSpan.TicksPerMicrosecond, false),
            "unix-ns" => new(text, null, 0.01m, false),
            _ => new(text, text, 0, text.AsSpan().ContainsAny('z', 'K')),
        };
        fault = format.Pattern is { } pattern ? Check(pattern, format.NamesOffset) ?? "" : "";
        return fault.Length == 0;
    }

    private static string? Check(string pattern, bool namesOffset)
    {
        if (pattern.Length < 2)
            return $"\"{pattern}\" is no format; allowed: iso, unix, unix-ms, unix-us, unix-ns or a pattern such as dd/MM/yyyy HH:mm:ss";
        DateTimeOffset back;
        try
        {
            var written = sample.ToString(pattern, CultureInfo.InvariantCulture);
            if (!DateTimeOffset.TryParseExact(written, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out back))
                return $"\"{pattern}\" cannot be read back: {written}; put a sign between its parts";
        }
        catch (FormatException)
        {
            return $"\"{pattern}\" is no pattern; write for example dd/MM/yyyy HH:mm:ss";
        }

        // what the pattern lacks comes back as something else
        return back.Year % 100 != sample.Year % 100 || !pattern.Contains('y', StringComparison.Ordinal) ? $"\"{pattern}\" has no year; write yyyy"
            : back.Month != sample.Month || !pattern.Contains('M', StringComparison.Ordinal) ? $"\"{pattern}\" has no month; MM is the month, mm the minute"
            : back.Day != sample.Day || !pattern.Contains('d', StringComparison.Ordinal) ? $"\"{pattern}\" has no day; write dd"
            : IsSwapped(pattern) ? $"\"{pattern}\" has months behind the hour; MM is the month, mm the minute"
            : pattern.Contains('h', StringComparison.Ordinal) && back.Hour != sample.Hour ? $"\"{pattern}\" has hh without tt: hours above 12 are HH"
            : pattern.Contains('m', StringComparison.Ordinal) && !pattern.AsSpan().ContainsAny('H', 'h') ? $"\"{pattern}\" has minutes and no hour; HH is the hour, MM the month"
            : namesOffset && back.Offset != sample.Offset ? $"\"{pattern}\" does not hold the offset; write zzz"
            : null;
    }

    /// <summary>Does MM follow the hour, as in `dd/mm/yyyy HH:MM`?</summary>
    private static bool IsSwapped(string pattern)
    {
        var hour = pattern.AsSpan().LastIndexOfAny('H', 'h');
        var rest = pattern.AsSpan(hour + 1).TrimStart(":. -");
        return hour >= 0 && !rest.IsEmpty && rest[0] == 'M';
    }
}
