using System.CommandLine;
using System.Globalization;
using Powderwatts.Readings.Wire;
using Powderwatts.Tape.Importing;

namespace Powderwatts;

/// <summary>
/// An instant as it was given to an option: RFC 3339, a day or a local time of a zone that is known only later, or Unix milliseconds.
/// </summary>
internal sealed class GivenInstant
{
    // a bare year, or a day without its hyphens, is no number of milliseconds
    private const long FewestMilliseconds = 1_000_000_000;

    private readonly string option;
    private readonly string text;
    private readonly DateTime local;
    private readonly TimeSpan? offset;

    private GivenInstant(string option, string text, DateTime local, TimeSpan? offset) =>
        (this.option, this.text, this.local, this.offset) = (option, text, local, offset);

    /// <summary>An option that takes an instant; what is none is an error of the command line.</summary>
    public static Option<GivenInstant?> Option(string name, string description) => new(name)
    {
        HelpName = "TIME",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Parse(name, text) is { } instant)
                return instant;
            result.AddError($"\"{text}\" is no instant for {name}; write for example 2026-01-31, 2026-01-31T12:00:00-07:00 or Unix milliseconds");
            return null;
        },
    };

    /// <summary>Reads one; null when the text is none.</summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="text">What was given.</param>
    public static GivenInstant? Parse(string option, string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var t))
            return t is 0 or (>= FewestMilliseconds and <= WireLimits.LastInstant) ? new(option, text, DateTime.UnixEpoch.AddMilliseconds(t), TimeSpan.Zero) : null;
        if (!IsoText.TryRead(text, out var local, out var offset))
            return null;
        // without an offset the zone moves it by less than a day
        var (earliest, latest) = offset is null ? (DateTime.UnixEpoch.AddDays(1), End.AddDays(-1)) : (DateTime.UnixEpoch + offset, End + offset);
        return local >= earliest && local <= latest ? new(option, text, local, offset) : null;
    }

    /// <summary>Unix milliseconds.</summary>
    /// <param name="zone">The zone of a day or a local time; asked only for one of them.</param>
    /// <exception cref="UsageException">The clocks of the zone left this time out.</exception>
    public long In(Func<TimeZoneInfo> zone)
    {
        var distance = offset ?? Distance(zone());
        return (long)Math.Floor((local - distance - DateTime.UnixEpoch).TotalMilliseconds);
    }

    /// <inheritdoc cref="In(Func{TimeZoneInfo})"/>
    public long In(TimeZoneInfo zone) => In(() => zone);

    private static DateTime End => DateTime.UnixEpoch.AddMilliseconds(WireLimits.LastInstant);

    private TimeSpan Distance(TimeZoneInfo zone) => zone.IsInvalidTime(local)
        ? throw new UsageException($"\"{text}\" is no instant for {option}: this time does not exist in {zone.Id}; write it with an offset")
        : zone.GetUtcOffset(local);
}
