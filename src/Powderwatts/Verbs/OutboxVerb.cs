using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Powderwatts.Edge.Sensors;
using Powderwatts.Queues;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts outbox`: what a node has not delivered yet. Everything works beside a running edge.</summary>
internal static class OutboxVerb
{
    /// <summary>The verb, its verbs and their options.</summary>
    public static Command Command() => new("outbox", "What a node still has to deliver: look at it, check it, take it elsewhere, send it again.")
    {
        Status(), Verify(), Export(), Resend(),
    };

    private static Command Status()
    {
        var (config, data, json) = (SharedOptions.Config(), SharedOptions.Data(), SharedOptions.Json());
        var command = new Command("status", "How full it is, what waits, and what was set aside.") { config, data, json };
        command.SetAction(parsed => OutboxRun.Status(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()), SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(json), Console.Out));
        return command;
    }

    private static Command Verify()
    {
        var (data, json) = (SharedOptions.Data(), SharedOptions.Json());
        var command = new Command("verify", "Read every row and check the files. Ends with 1 when anything is damaged.") { data, json };
        command.SetAction(parsed => OutboxRun.Verify(SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(json), Console.Out));
        return command;
    }

    private static Command Export()
    {
        var data = SharedOptions.Data();
        var all = new Option<bool>("--all") { Description = "also rows that are acknowledged and still kept" };
        var command = new Command("export", "What nobody has acknowledged as chunks of the wire contract, one a line.") { all, data };
        command.SetAction(parsed => OutboxRun.Export(SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(all), Console.OpenStandardOutput()));
        return command;
    }

    private static Command Resend()
    {
        var (data, json) = (SharedOptions.Data(), SharedOptions.Json());
        var rows = new Option<RowRange?>("--rows")
        {
            HelpName = "FROM-TO",
            Description = "only these sequences (default: all that are kept)",
            CustomParser = Range,
        };
        var since = new Option<TimeSpan?>("--since")
        {
            HelpName = "AGE",
            Description = "only readings of the last so many hours or minutes, for example 2h",
            CustomParser = Age,
        };
        var command = new Command("resend", "Send acknowledged rows again that are still kept; the store takes each once.") { rows, since, data, json };
        command.SetAction(parsed => OutboxRun.Resend(
            SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(rows), parsed.GetValue(since), parsed.GetValue(json), Console.Out));
        return command;
    }

    private static RowRange? Range(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (text.Split('-') is [var from, var to]
            && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first >= 1 && last >= first)
            return new RowRange(first, last);
        result.AddError($"\"{text}\" is no range of rows; write for example 1000-2000");
        return null;
    }

    private static TimeSpan? Age(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        if (DurationText.TryParse(text, out var value) && value > TimeSpan.Zero)
            return value;
        result.AddError($"\"{text}\" is no duration; write for example 2h or 30m");
        return null;
    }
}
