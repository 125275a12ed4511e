using System.Globalization;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Importing;

/// <summary>Reads a row's instant.</summary>
internal sealed class StampReader(StampFormat format, LocalClock clock)
{
    /// <summary>The first instant that is taken for a measurement's: the year 2000.</summary>
    public const long FirstInstant = 946_684_800_000;

    /// <summary>Reads an instant, Unix milliseconds.</summary>
    public RowFault? TryRead(ReadOnlySpan<char> text, out long t)
    {
        t = 0;
        text = text.Trim();
        if (text.IsEmpty)
            return new RowFault(RowReason.NoTime, "the time is empty");
        var fault = format.TicksPerUnit > 0 ? ReadNumber(text, out t) : ReadClock(text, out t);
        return fault ?? Check(t, text);
    }

    /// <summary>Is an instant one that a set clock can have?</summary>
    public static RowFault? Check(long t, ReadOnlySpan<char> text) => t is >= FirstInstant and <= WireLimits.LastInstant ? null
        : new RowFault(RowReason.FarTime, $"{RowFault.Quoted(text)} is {(t < FirstInstant ? "before 2000" : "after 2199")}: a clock that was not set, or another unit");

    private RowFault? ReadNumber(ReadOnlySpan<char> text, out long t)
    {
        t = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > 1e20m)
            return new RowFault(RowReason.BadTime, $"{RowFault.Quoted(text)} is no number; time.format is {format.Text}");
        var milliseconds = Math.Floor(number * format.TicksPerUnit / TimeSpan.TicksPerMillisecond);
        t = (long)Math.Clamp(milliseconds, -WireLimits.LastInstant, WireLimits.LastInstant + 1);
        return null;
    }

    private RowFault? ReadClock(ReadOnlySpan<char> text, out long t)
    {
        t = 0;
        DateTime local;
        TimeSpan? offset = null;
        if (format.Pattern is null)
        {
            if (!IsoText.TryRead(text, out local, out offset))
                return new RowFault(RowReason.BadTime, $"{RowFault.Quoted(text)} is not written like 2026-01-31T13:45:00+01:00; time.format is {format.Text}");
        }
        else if (format.NamesOffset)
        {
            if (!DateTimeOffset.TryParseExact(text, format.Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var full))
                return NotAsWritten(text);
            (local, offset) = (full.DateTime, full.Offset);
        }
        else if (!DateTime.TryParseExact(text, format.Pattern, CultureInfo.InvariantCulture, DateTimeStyles.None, out local))
        {
            return NotAsWritten(text);
        }

        if (offset is not { } known)
            return clock.TryResolve(local, out t);
        t = (long)Math.Floor((local - DateTime.UnixEpoch - known).TotalMilliseconds);
        return null;
    }

    private RowFault NotAsWritten(ReadOnlySpan<char> text) =>
        new(RowReason.BadTime, $"{RowFault.Quoted(text)} is not written as time.format says: {format.Text}");
}
