using System.CommandLine;
using Powderwatts.Importing;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts tape import`: another program's records as a tape.</summary>
internal static class TapeImportVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var map = new Option<string>("--map") { HelpName = "FILE", Required = true, Description = "what the columns, topics or fields mean (docs/import.md)" };
        var input = new Argument<string>("INPUT") { Description = "a CSV file, a log of mosquitto_sub or line protocol, plain or gzip; - for the standard input" };
        var tape = new Argument<string>("TAPE") { Description = "the tape to make" };
        var force = new Option<bool>("--force") { Description = "replace a tape, and a report, of that name" };
        var report = new Option<string?>("--report") { HelpName = "FILE", Description = "write every row and value that is not used, with its line and reason" };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "tell every one of them" };
        var json = SharedOptions.Json();
        var command = new Command("import", "Make a tape from another program's records. Ends with 1 when nothing can be used.")
        {
            input, tape, map, force, report, verbose, json,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => ImportRun.Run(
            new ImportOptions
            {
                Map = parsed.GetValue(map)!,
                Input = parsed.GetValue(input)!,
                Tape = parsed.GetValue(tape)!,
                Force = parsed.GetValue(force),
                Report = parsed.GetValue(report),
                Verbose = parsed.GetValue(verbose),
                Json = parsed.GetValue(json),
            },
            TimeProvider.System,
            Console.Out,
            Console.Error,
            !Console.IsErrorRedirected,
            cancellationToken), cancellationToken));
        return command;
    }
}
