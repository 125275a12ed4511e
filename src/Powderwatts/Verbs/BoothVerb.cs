using System.CommandLine;
using Powderwatts.Booth;
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

        var command = new Command("booth", "The whole flow in one process: sensors, broker, collector, store and dashboard.")
        {
            config, data, listen, lan, mqtt,
        };
        node.AddTo(command);
        command.SetAction((parsed, cancellationToken) => BoothHost.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            new BoothOptions
            {
                Data = SharedOptions.DataPath(parsed.GetValue(data)),
                Listen = parsed.GetValue(listen)!,
                Lan = parsed.GetValue(lan),
                Mqtt = parsed.GetValue(mqtt)!,
                Node = node.Read(parsed),
            },
            cancellationToken));
        return command;
    }
}
