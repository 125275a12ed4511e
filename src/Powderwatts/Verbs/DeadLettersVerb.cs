using System.CommandLine;
using Powderwatts.Letters;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts deadletters`: what was refused for good, and a second try.</summary>
internal static class DeadLettersVerb
{
    /// <summary>The verb, its verbs and their options.</summary>
    public static Command Command() => new("deadletters", "What was refused for good: look at it, store it after all, take it elsewhere.")
    {
        List(), Show(), Retry(), Export(),
    };

    private static Command List()
    {
        var (data, json) = (SharedOptions.Data(), SharedOptions.Json());
        var command = new Command("list", "Every letter, oldest first: those of own nodes, then those of strangers.") { data, json };
        command.SetAction(parsed => LetterRun.List(SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(json), Console.Out));
        return command;
    }

    private static Command Show()
    {
        var (data, json) = (SharedOptions.Data(), SharedOptions.Json());
        var id = new Argument<string>("ID") { Description = "the letter's id, from the list" };
        var command = new Command("show", "One letter with its payload.") { id, data, json };
        command.SetAction(parsed => LetterRun.Show(
            SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(id)!, parsed.GetValue(json), Console.Out));
        return command;
    }

    private static Command Retry()
    {
        var (config, data, json) = (SharedOptions.Config(), SharedOptions.Data(), SharedOptions.Json());
        var ids = new Argument<string[]>("ID") { Arity = ArgumentArity.ZeroOrMore, Description = "the letters" };
        var all = new Option<bool>("--all") { Description = "all letters that are not stored" };
        var command = new Command("retry", "Write letters to the store of the settings, whatever their age, and mark those that it took.")
        {
            ids, all, config, data, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(ids) is { Length: > 0 }))
                result.AddError("say which letters: either their ids or --all");
        });
        command.SetAction((parsed, cancellationToken) => LetterRun.RetryAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            SharedOptions.DataPath(parsed.GetValue(data)),
            parsed.GetValue(all) ? null : parsed.GetValue(ids),
            parsed.GetValue(json),
            Console.Out,
            cancellationToken));
        return command;
    }

    private static Command Export()
    {
        var data = SharedOptions.Data();
        var command = new Command("export", "Every letter as one line of JSON.") { data };
        command.SetAction(parsed => LetterRun.List(SharedOptions.DataPath(parsed.GetValue(data)), json: true, Console.Out));
        return command;
    }
}
