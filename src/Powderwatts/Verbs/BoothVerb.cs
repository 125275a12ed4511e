using System.CommandLine;
using Powderwatts.Booth;
using Powderwatts.Replaying;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts booth`: the whole flow in one process.</summary>
internal static class BoothVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var data = SharedOptions.Data();
        var listen = SharedOptions.Listen();
        var lan = SharedOptions.Lan();
        var mqtt = SharedOptions.Mqtt();
        var node = new NodeOptionSet();
        var replay = new Option<string?>("--replay")
        {
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
            Description = "show a tape instead of sensors; without a file the one that the program brings, again and again",
        };
        var play = new TapeOptionSet();
        var record = new Option<string?>("--record") { HelpName = "FILE", Description = "record all that is sent on a tape" };

        var command = new Command("booth", "The whole flow in one process: sensors, broker, collector, store and dashboard.")
        {
            config, data, listen, lan, mqtt, replay, record,
        };
        foreach (var option in play.All)
            command.Options.Add(option);
        node.AddTo(command, replay);
        command.Validators.Add(result =>
        {
            if (result.GetResult(replay) is null && play.All.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } given)
                result.AddError($"{given.Name} is for a tape; add {replay.Name} FILE");
        });
        command.SetAction((parsed, cancellationToken) => BoothHost.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            new BoothOptions
            {
                Data = SharedOptions.DataPath(parsed.GetValue(data)),
                Listen = parsed.GetValue(listen)!,
                Lan = parsed.GetValue(lan),
                Mqtt = parsed.GetValue(mqtt)!,
                Node = node.Read(parsed),
                Record = parsed.GetValue(record),
                Replay = parsed.GetResult(replay) is null ? null : Replay(parsed.GetValue(replay), play.Read(parsed, TapeOptionSet.OfTape(node.Speed(parsed)), parsed.GetValue(replay) ?? ReplayTape.Bundled)),
            },
            cancellationToken));
        return command;
    }

    // the tape that the program brings stands in for sensors that fail: it must not end on stage
    private static ReplayOptions Replay(string? file, Tape.Replaying.PlayOptions play) => file is null
        ? new ReplayOptions { File = ReplayTape.Bundled, Play = play with { Loop = true } }
        : new ReplayOptions { File = file, Play = play };
}
