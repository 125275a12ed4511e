using System.CommandLine;
using System.Globalization;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Verbs;

/// <summary>Instants on the command line: RFC 3339 with its distance from UTC, or Unix milliseconds.</summary>
internal static class InstantText
{
    private static readonly string[] forms = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>An option that takes an instant.</summary>
    public static Option<long?> Option(string name, string description) => new(name)
    {
        HelpName = "INSTANT",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (Parse(text) is { } instant)
                return instant;
            result.AddError($"\"{text}\" is no instant for {name}; write for example 2026-11-24T07:00:00-07:00, 2026-11-24T14:00:00Z or 1796112732412");
            return null;
        },
    };

    /// <summary>Unix milliseconds, or null when the text is no instant or has no distance from UTC.</summary>
    public static long? Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
            return milliseconds <= WireLimits.LastInstant ? milliseconds : null;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        return hasOffset && DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            && instant.ToUnixTimeMilliseconds() is >= 0 and <= WireLimits.LastInstant and var found ? found : null;
    }
}
