using System.CommandLine;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts check`: is the settings file right?</summary>
internal static class CheckVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var command = new Command("check", "Is the settings file right? Reports every fault at once.") { config };
        command.SetAction(parsed =>
        {
            var rig = RigFile.Load(parsed.GetValue(config), SharedOptions.Environment());
            var circuits = rig.Sensors.Length == 1 ? "1 sensor" : $"{rig.Sensors.Length} sensors";
            Console.Error.WriteLine($"{rig.Source}: in order; site {rig.Site.Id} ({rig.Site.Zone.Id}), node {rig.Node.Id}, {circuits}{(rig.IsSimulated ? ", simulated" : "")}");
            return ExitCode.Done;
        });
        return command;
    }
}
