using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;

namespace Powderwatts.Verbs;

/// <summary>Options that several verbs share, so that they mean the same everywhere.</summary>
internal static class SharedOptions
{
    /// <summary>`--config FILE`.</summary>
    public static Option<string?> Config() => new("--config")
    {
        HelpName = "FILE",
        Description = "the settings file (default: powderwatts.yaml here, in the user's settings folder or in /etc/powderwatts)",
    };

    /// <summary>`--data DIR`.</summary>
    public static Option<string?> Data() => new("--data")
    {
        HelpName = "DIR",
        Description = "where state is kept (default: the user's state folder)",
    };

    /// <summary>`--site SITE` of verbs that read a store.</summary>
    public static Option<string?> Site()
    {
        var site = new Option<string?>("--site") { HelpName = "SITE", Description = "the site, for example of a tape that was played (default: that of the settings)" };
        site.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Id.IsValid(result.Tokens[0].Value))
                result.AddError($"\"{result.Tokens[0].Value}\" is no site for --site; write {Id.Rule}");
        });
        return site;
    }

    /// <summary>`--listen HOST:PORT`.</summary>
    public static Option<IPEndPoint> Listen() => EndPoint("--listen", 8080, "where the dashboard listens; port 0 picks a free one");

    /// <summary>`--lan`.</summary>
    public static Option<bool> Lan() => new("--lan") { Description = "open the dashboard to the local network" };

    /// <summary>`--json`.</summary>
    public static Option<bool> Json() => new("--json") { Description = "answer with JSON, for programs" };

    /// <summary>`--mqtt HOST:PORT` of the booth's own broker.</summary>
    public static Option<IPEndPoint> Mqtt() => EndPoint("--mqtt", 1883, "where the booth's own broker listens; port 0 picks a free one");

    /// <summary>The environment as a dictionary.</summary>
    public static IReadOnlyDictionary<string, string> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", StringComparer.Ordinal);

    /// <summary>The data folder that was named, else the user's.</summary>
    public static string DataPath(string? named) => named ?? DataFolder.Default(System.Environment.GetEnvironmentVariable);

    /// <summary>Parses a duration such as `100ms`.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (DurationText.TryParse(text, out var value) && value >= TimeSpan.FromMilliseconds(10) && value <= TimeSpan.FromHours(1))
            return value;
        result.AddError($"\"{text}\" is no interval from 10ms to 1h; write for example 1s or 100ms");
        return null;
    }

    private static Option<IPEndPoint> EndPoint(string name, int port, string description) => new(name)
    {
        HelpName = "HOST:PORT",
        Description = description,
        DefaultValueFactory = _ => new IPEndPoint(IPAddress.Loopback, port),
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
            if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var value))
                return value;
            result.AddError($"\"{text}\" is no HOST:PORT for {name}; write for example 127.0.0.1:{port}");
            return new IPEndPoint(IPAddress.Loopback, port);
        },
    };
}
