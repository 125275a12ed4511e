using System.Globalization;
using Microsoft.AspNetCore.Http;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Queries;

/// <summary>
/// Reads a question's parameters strictly: unknown, repeated, empty and out-of-range ones are errors that name the parameter
/// and the allowed range.
/// </summary>
internal readonly struct QueryParameters
{
    /// <summary>The last instant that a question may name: the year 2100.</summary>
    public const long LastInstant = 4_102_444_800_000;

    private const string InstantRule =
        "Unix milliseconds from 0 to 4102444800000, or RFC 3339 like 2026-03-08T00:00:00Z (write + as %2B)";

    private static readonly string[] instantFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    private readonly IQueryCollection query;

    private QueryParameters(IQueryCollection query) => this.query = query;

    /// <summary>Takes a question that may have these parameters and no others.</summary>
    /// <exception cref="ParameterException">There is another one, or one is given twice.</exception>
    public static QueryParameters Only(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        foreach (var (name, values) in query)
        {
            if (!names.Contains(name, StringComparer.Ordinal))
            {
                var allowed = names.IsEmpty ? "none" : string.Join(", ", names!);
                throw new ParameterException(Short(name), $"parameter '{Short(name)}' is not known here; allowed: {allowed}");
            }

            if (values.Count > 1)
                throw new ParameterException(name, $"parameter '{name}' is given {values.Count} times; allowed: once");
        }

        return new QueryParameters(query);
    }

    /// <summary>The text; null when it is not given.</summary>
    public string? Text(string name) => query.TryGetValue(name, out var values) ? values[0] ?? "" : null;

    /// <summary>A whole number within a range.</summary>
    public int Integer(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, text, $"{least} to {most}");
    }

    /// <summary>An instant in Unix milliseconds; null when it is not given.</summary>
    public long? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number is >= 0 and <= LastInstant ? number : throw Wrong(name, text, InstantRule);
        if (DateTimeOffset.TryParseExact(text, instantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && instant.ToUnixTimeMilliseconds() is >= 0 and <= LastInstant)
            return instant.ToUnixTimeMilliseconds();
        throw Wrong(name, text, InstantRule);
    }

    /// <summary>The period from `from` (inclusive) to `to` (exclusive).</summary>
    public (long From, long To) Period(long from, long to, TimeSpan longest)
    {
        var (start, end) = (Instant("from") ?? from, Instant("to") ?? to);
        if (start >= end)
        {
            var name = Text("from") is null ? "to" : "from";
            throw new ParameterException(name, $"parameter '{name}': the period from {start} to {end} is empty; allowed: from before to");
        }

        if (end - start > longest.TotalMilliseconds)
        {
            var name = Text("from") is null ? "to" : "from";
            throw new ParameterException(name,
                $"parameter '{name}': the period is {(end - start) / 86_400_000.0:0.#} days long; allowed: up to {longest.TotalDays:0} days");
        }

        return (start, end);
    }

    /// <summary>One of some words.</summary>
    public string Word(string name, string otherwise, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } text)
            return otherwise;
        return words.Contains(text, StringComparer.Ordinal) ? text : throw Wrong(name, text, string.Join(", ", words!));
    }

    /// <summary>An origin.</summary>
    public Origin Origin(Origin otherwise)
    {
        if (Text("origin") is not { } text)
            return otherwise;
        return WireNames.TryParseOrigin(text, out var origin) ? origin : throw Wrong("origin", text, "live, replay, sim");
    }

    /// <summary>A sensor, which must be given.</summary>
    public SensorName Sensor()
    {
        const string rule = "node/sensor, each " + Id.Rule;
        var text = Text("sensor") ?? throw Missing("sensor", rule);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Id.IsValid(text.AsSpan(0, slash)) && Id.IsValid(text.AsSpan(slash + 1))
            ? new SensorName(text[..slash], text[(slash + 1)..])
            : throw Wrong("sensor", text, rule);
    }

    /// <summary>A quantity, which must be given.</summary>
    public Quantity Quantity()
    {
        var rule = string.Join(", ", Quantities.All.Select(q => q.Name()));
        var text = Text("quantity") ?? throw Missing("quantity", rule);
        return Quantities.TryParse(text, out var quantity) ? quantity : throw Wrong("quantity", text, rule);
    }

    private static ParameterException Wrong(string name, string text, string allowed) =>
        new(name, $"parameter '{name}' is {(text.Length == 0 ? "empty" : Short(text))}; allowed: {allowed}");

    private static ParameterException Missing(string name, string allowed) =>
        new(name, $"parameter '{name}' is missing; allowed: {allowed}");

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
