using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Powderwatts.Tests;

/// <summary>A Grafana board of the repository, and its questions as Grafana would ask them.</summary>
internal sealed class GrafanaBoard(string file)
{
    /// <summary>The file's JSON.</summary>
    public JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    /// <summary>Every board, by its file.</summary>
    public static IEnumerable<string> Files => Directory.GetFiles(Path.Combine(Checkout.Root, "dashboards", "grafana", "boards"), "*.json");

    /// <summary>The panels.</summary>
    public IEnumerable<JsonElement> Panels => Root.GetProperty("panels").EnumerateArray();

    /// <summary>The variables.</summary>
    public IEnumerable<JsonElement> Variables => Root.GetProperty("templating").GetProperty("list").EnumerateArray();

    /// <summary>The panels' questions: title, text, the beginning of the time that is asked about.</summary>
    public IEnumerable<(string Title, string Query, string From)> Queries =>
        from panel in Panels
        from target in panel.GetProperty("targets").EnumerateArray()
        select (
            panel.GetProperty("title").GetString()!,
            target.GetProperty("query").GetString()!,
            panel.TryGetProperty("timeFrom", out var own) ? own.GetString()! : Root.GetProperty("time").GetProperty("from").GetString()!);

    /// <summary>Puts in what Grafana puts in.</summary>
    /// <param name="query">The question.</param>
    /// <param name="variables">The variables' values, without `$`; a choice of several as a regular expression.</param>
    /// <param name="from">`now-24h`, `30d` or `now/d`.</param>
    /// <param name="now">The end of the time asked about.</param>
    public static string Fill(string query, IReadOnlyDictionary<string, string> variables, string from, DateTimeOffset now)
    {
        var (start, end) = (Beginning(from, now).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());
        var filled = query
            .Replace("$timeFilter", string.Create(CultureInfo.InvariantCulture, $"time >= {start}ms and time <= {end}ms"), StringComparison.Ordinal)
            .Replace("$__interval", "1m", StringComparison.Ordinal);
        foreach (var (name, value) in variables)
            filled = filled.Replace("$" + name, value, StringComparison.Ordinal);
        // what is left of `$` ends a regular expression
        Assert.DoesNotMatch(@"\$[^/]", filled);
        return filled;
    }

    /// <summary>The variables that a text uses.</summary>
    public static IEnumerable<string> Used(string text) => Regex.Matches(text, @"\$\{?([A-Za-z_]\w*)").Select(m => m.Groups[1].Value);

    private static DateTimeOffset Beginning(string from, DateTimeOffset now)
    {
        if (from == "now/d")
            return new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var match = Regex.Match(from, @"^(?:now-)?(\d+)([mhd])$");
        Assert.True(match.Success, $"\"{from}\" is no time that the tests know");
        var count = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return now - match.Groups[2].Value switch
        {
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }
}
