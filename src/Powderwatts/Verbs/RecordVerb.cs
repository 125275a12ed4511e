using System.CommandLine;
using Powderwatts.Edge.Sensors;
using Powderwatts.Recording;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts record`: readings from a broker onto a tape.</summary>
internal static class RecordVerb
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(30);

    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "the tape; a file that is there is never written over, the next free number is taken" };
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
        var command = new Command("record", "Records the readings that the broker of the settings carries, until it is stopped.") { file, config, length, live, name };
        command.SetAction((parsed, cancellationToken) => RecordProcess.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()), parsed.GetValue(file)!, parsed.GetValue(name), parsed.GetValue(live),
            parsed.GetValue(length), cancellationToken));
        return command;
    }
}
