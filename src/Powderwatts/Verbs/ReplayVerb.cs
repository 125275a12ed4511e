using System.CommandLine;
using Powderwatts.Replaying;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts replay`: a tape against a broker.</summary>
internal static class ReplayVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = $"the tape, or `{ReplayTape.Bundled}` for the one that the program brings" };
        var config = SharedOptions.Config();
        var speed = new Option<double>("--speed")
        {
            HelpName = "N|max",
            Description = "how many times faster than it was recorded, 0.1 to 10000, or max for as fast as it goes",
            DefaultValueFactory = _ => 1,
            CustomParser = TapeOptionSet.Speed,
        };
        var beside = new Option<bool>("--beside") { Description = "play under other names, each with -tape at its end, beside the nodes that were recorded" };
        var play = new TapeOptionSet();
        var command = new Command("replay", "Plays a tape to the broker of the settings, apart from all that is measured, until every reading is stored.")
        {
            file, config, speed, beside,
        };
        foreach (var option in play.All)
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => ReplayProcess.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            new ReplayOptions
            {
                File = parsed.GetValue(file)!,
                Play = play.Read(parsed, TapeOptionSet.OfTape(parsed.GetValue(speed)), parsed.GetValue(file)!),
                Beside = parsed.GetValue(beside),
            },
            cancellationToken));
        return command;
    }
}
