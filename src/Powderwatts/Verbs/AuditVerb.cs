using System.CommandLine;
using Powderwatts.Auditing;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts audit`: is every committed reading accounted for?</summary>
internal static class AuditVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var data = SharedOptions.Data();
        var json = SharedOptions.Json();
        var collector = new Option<string[]>("--collector")
        {
            HelpName = "DIR",
            Description = "the data folder of a collector, for its dead letters and SQLite files; may be repeated (default: that of --data)",
        };
        var command = new Command("audit", "Is every reading that this node committed in the store, on its way, or named? Ends with 1 when one is missing.")
        {
            config, data, collector, json,
        };
        command.SetAction((parsed, cancellationToken) => AuditRun.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            SharedOptions.DataPath(parsed.GetValue(data)),
            parsed.GetValue(collector) ?? [],
            parsed.GetValue(json),
            Console.Out,
            cancellationToken));
        return command;
    }
}
