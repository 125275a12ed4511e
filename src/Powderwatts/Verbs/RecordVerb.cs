using System.CommandLine;
using Powderwatts.Edge.Sensors;
using Powderwatts.Recording;
using Powderwatts.Settings;
using Powderwatts.Settings.Yaml;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts record`: readings from a broker onto a tape.</summary>
internal static class RecordVerb
{
    private const long Smallest = 1L << 20;
    private const long NormalFile = 64L << 20;
    private const long NormalBudget = 1L << 30;

    private static readonly TimeSpan longest = TimeSpan.FromDays(30);

    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "the tape; a file that is there is never written over, the next number is taken" };
        var config = SharedOptions.Config();
        var length = new Option<TimeSpan?>("--for")
        {
            HelpName = "TIME",
            Description = "end after this time, such as 90s, 10m or 1h (default: until it is stopped)",
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (DurationText.TryParse(text, out var value) && value > TimeSpan.Zero && value <= longest)
                    return value;
                result.AddError($"\"{text}\" is no time for --for; write for example 90s, 10m or 1h");
                return null;
            },
        };
        var live = new Option<bool>("--live") { Description = "record the samples as screens get them, of which some may be missing, instead of the complete record" };
        var name = new Option<string?>("--name") { HelpName = "TEXT", Description = "the tape's name on screens (default: the file's)" };
        var fileSize = Size("--file-size", NormalFile, "begin the next file at this size, such as 64MiB");
        var budget = Size("--budget", NormalBudget, "what all tapes of this name may take together, those of earlier recordings too; beyond it the oldest are removed");
        var command = new Command(
            "record", "Records the readings that the broker of the settings carries, until it is stopped. Ends with 1 when there is no tape, or readings are known to be missing.")
        {
            file, config, length, live, name, fileSize, budget,
        };
        command.SetAction((parsed, cancellationToken) => RecordProcess.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()), parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(live),
            parsed.GetValue(length), parsed.GetValue(fileSize) ?? NormalFile, parsed.GetValue(budget) ?? NormalBudget, cancellationToken));
        return command;
    }

    private static Option<long?> Size(string name, long normal, string description) => new(name)
    {
        HelpName = "SIZE",
        Description = $"{description} (default: {SizeText.Format(normal)})",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (SizeText.TryParse(text, out var bytes) && bytes >= Smallest)
                return bytes;
            result.AddError($"\"{text}\" is no size for {name} from {SizeText.Format(Smallest)}; write for example 64MiB or 2GiB");
            return null;
        },
    };
}
