using System.CommandLine;
using Powderwatts.Readings;
using Powderwatts.Tapes;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts tape`: look into recordings, check them, cut and join them.</summary>
internal static class TapeVerb
{
    /// <summary>The verb, its verbs and their options.</summary>
    public static Command Command() => new("tape", "Recordings of readings: look into them, check them, cut and join them.")
    {
        Info(), Verify(), Cut(), Join(), TapeImportVerb.Command(),
    };

    private static Command Info()
    {
        var (file, json) = (File(), SharedOptions.Json());
        var command = new Command("info", "What a tape says of itself, and how much of each sensor it holds.") { file, json };
        command.SetAction(parsed => TapeInfoRun.Run(parsed.GetValue(file)!, parsed.GetValue(json), Console.Out));
        return command;
    }

    private static Command Verify()
    {
        var (file, json) = (File(), SharedOptions.Json());
        var command = new Command("verify", "Read all of a tape and name what cannot be read. Ends with 1 when it is damaged or has no end.") { file, json };
        command.SetAction(parsed => TapeVerifyRun.Run(parsed.GetValue(file)!, parsed.GetValue(json), Console.Out));
        return command;
    }

    private static Command Cut()
    {
        var (file, force) = (File(), Force());
        var made = new Argument<string>("OUT") { Description = "the tape to make" };
        var from = GivenInstant.Option("--from", "the first instant to keep (default: the tape's first)");
        var to = GivenInstant.Option("--to", "the first instant to keep no more (default: after the tape's last)");
        var sensors = new Option<string[]>("--sensor")
        {
            HelpName = "NODE/SENSOR",
            Description = "keep only this sensor; may be repeated",
        };
        sensors.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(t => t.Value).Where(t => Sensor(t) is null))
                result.AddError($"\"{text}\" is no NODE/SENSOR; write for example booth-pi/gutter-north");
        });
        var command = new Command("cut", "Make a tape of a part of another. Of a damaged tape, what can be read is kept.") { file, made, from, to, sensors, force };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => TapeCutRun.Run(
                parsed.GetValue(file)!, parsed.GetValue(made)!, parsed.GetValue(from), parsed.GetValue(to),
                [.. (parsed.GetValue(sensors) ?? []).Select(text => Sensor(text)!.Value)], parsed.GetValue(force), Console.Error, cancellationToken),
            cancellationToken));
        return command;
    }

    private static Command Join()
    {
        var force = Force();
        var files = new Argument<string[]>("FILE... OUT") { Arity = ArgumentArity.OneOrMore, Description = "the tapes, and last the tape to make" };
        var command = new Command("join", "Make one tape of several of one site. No sensor may be in two of them at the same time.") { files, force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(files) is not { Length: >= 3 and <= Tape.Editing.TapeJoin.MostTapes + 1 })
                result.AddError($"name 2 to {Tape.Editing.TapeJoin.MostTapes} tapes, and last the tape to make");
        });
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => TapeJoinRun.Run(parsed.GetValue(files)![..^1], parsed.GetValue(files)![^1], parsed.GetValue(force), Console.Error, cancellationToken),
            cancellationToken));
        return command;
    }

    private static (string, string)? Sensor(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Id.IsValid(text.AsSpan(0, slash)) && Id.IsValid(text.AsSpan(slash + 1)) ? (text[..slash], text[(slash + 1)..]) : null;
    }

    private static Argument<string> File() => new("FILE") { Description = "the tape" };

    private static Option<bool> Force() => new("--force") { Description = "replace a file of that name" };
}
