using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Powderwatts.Store.Influx;

/// <summary>
/// Sorts the answers of InfluxDB 1, 2 and 3 to a write by what to do. The first rule that fits wins. A refusal costs a reading, so
/// a line is only ever refused on words that are about lines; whatever does not look like InfluxDB (a proxy, the sign-in page of
/// a Wi-Fi) is asked again.
/// </summary>
internal static partial class WritePolicy
{
    private const int LongestReason = 300;
    private static readonly TimeSpan shortestWish = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan longestWish = TimeSpan.FromSeconds(300);

    // words about points: 1.x and 2.x say them in 400, 422 and (2.0) 500, 3.x in 400
    private static readonly ImmutableArray<string> lineFaults =
    [
        "partial write", "unable to parse", "field type conflict", "beyond retention", "outside retention",
        "line protocol", "time outside range", "max key length", "invalid field", "invalid column type",
    ];

    // words about the request: no line is to blame
    private static readonly ImmutableArray<string> requestFaults =
    [
        "is required", "query parameter", "organization", "orgid", "bucket", "gzip", "precision", "db name", "database name", "retention policy not found",
        "limit",
    ];

    private static readonly ImmutableArray<Rule> rules =
    [
        new(1, 3, 204, 204, Says.Anything, WriteAction.Ok),
        new(1, 3, 200, 200, Says.Nothing, WriteAction.Ok),
        new(1, 3, 400, 400, Says.LineFault, WriteAction.Bisect),
        new(1, 3, 422, 422, Says.LineFault, WriteAction.Bisect),
        new(1, 3, 400, 400, Says.RequestFault, WriteAction.RetrySlowly),
        new(1, 3, 422, 422, Says.RequestFault, WriteAction.RetrySlowly),
        new(1, 3, 400, 400, Says.AnError, WriteAction.Bisect),
        new(1, 3, 422, 422, Says.AnError, WriteAction.Bisect),
        new(1, 3, 408, 408, Says.Anything, WriteAction.Retry),
        new(1, 3, 413, 413, Says.Anything, WriteAction.Halve),
        new(1, 3, 429, 429, Says.Anything, WriteAction.Retry),
        new(1, 3, 500, 500, Says.LineFault, WriteAction.Bisect),
        new(1, 3, 500, 599, Says.Anything, WriteAction.Retry),
        new(1, 3, 100, 499, Says.Anything, WriteAction.RetrySlowly), // 401, 403, 404, redirections, a page of someone else
    ];

    private enum Says
    {
        Anything,
        Nothing,
        LineFault,
        RequestFault,
        AnError,
    }

    /// <summary>What to do after this answer.</summary>
    /// <param name="version">InfluxDB 1, 2 or 3.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="now">The time, for a `Retry-After` that is a date.</param>
    public static WriteVerdict Judge(int version, InfluxReply reply, DateTimeOffset now)
    {
        var error = ErrorIn(reply.Body);
        foreach (var rule in rules)
        {
            if (version < rule.FromVersion || version > rule.ToVersion || reply.Status < rule.From || reply.Status > rule.To
                || !Fits(rule.Says, reply.Body, error))
                continue;
            if (rule.Action == WriteAction.Ok)
                return new(WriteAction.Ok, "");
            var wish = rule.Action == WriteAction.Retry ? RetryAfter(reply.RetryAfter, now) : null;
            return new(rule.Action, Reason(reply, error), wish);
        }

        return new(WriteAction.RetrySlowly, Reason(reply, error));
    }

    /// <summary>Reads a `Retry-After`: seconds or a date, held within 1 to 300 s; null when it is absent or neither.</summary>
    public static TimeSpan? RetryAfter(string? header, DateTimeOffset now)
    {
        if (header is null)
            return null;
        TimeSpan wish;
        if (double.TryParse(header, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var seconds)
            && !double.IsNaN(seconds))
            wish = TimeSpan.FromSeconds(Math.Clamp(seconds, shortestWish.TotalSeconds, longestWish.TotalSeconds));
        else if (DateTimeOffset.TryParseExact(header, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            wish = date - now;
        else
            return null;
        return wish < shortestWish ? shortestWish : wish > longestWish ? longestWish : wish;
    }

    /// <summary>The server's words in an answer: `error` (1, 3) or `message` (2), with 3's words about its lines; null when there are none.</summary>
    public static string? ErrorIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return null;
            var words = Text(root, "error") ?? Text(root, "message");
            if (root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() > 0
                && data[0].ValueKind == JsonValueKind.Object && Text(data[0], "error_message") is { } line)
                words = $"{words ?? "partial write"}: {line}";
            return words;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            return null; // no JSON, or a text with half a surrogate pair
        }
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Fits(Says says, string body, string? error) => says switch
    {
        Says.Nothing => string.IsNullOrWhiteSpace(body),
        Says.LineFault => error is not null && lineFaults.Any(words => error.Contains(words, StringComparison.OrdinalIgnoreCase)),
        Says.RequestFault => error is not null && requestFaults.Any(words => error.Contains(words, StringComparison.OrdinalIgnoreCase)),
        Says.AnError => error is not null,
        _ => true,
    };

    private static string Reason(InfluxReply reply, string? error)
    {
        var words = Dropped().Replace(error ?? reply.Body, "").ReplaceLineEndings(" ").Trim();
        if (words.Length > LongestReason)
            words = words[..LongestReason] + "...";
        var status = string.Create(CultureInfo.InvariantCulture, $"HTTP {reply.Status}");
        return words.Length == 0 ? status : $"{status}: {words}";
    }

    // the count is not to be trusted: 1.6 says dropped=0 about lines that it did drop
    [GeneratedRegex(@"\s*dropped=\d+")]
    private static partial Regex Dropped();

    private readonly record struct Rule(int FromVersion, int ToVersion, int From, int To, Says Says, WriteAction Action);
}
