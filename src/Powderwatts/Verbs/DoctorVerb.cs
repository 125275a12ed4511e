using System.CommandLine;
using Powderwatts.Doctor;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts doctor`: is this machine right?</summary>
internal static class DoctorVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var (config, data, json) = (SharedOptions.Config(), SharedOptions.Data(), SharedOptions.Json());
        var command = new Command("doctor", "Is this machine right: settings, disk, clock, buses, broker, store? Each finding with its fix.") { config, data, json };
        command.SetAction((parsed, cancellationToken) => DoctorRun.RunAsync(
            parsed.GetValue(config),
            SharedOptions.Environment(),
            SharedOptions.DataPath(parsed.GetValue(data)),
            parsed.GetValue(json),
            Console.Out,
            cancellationToken));
        return command;
    }
}
