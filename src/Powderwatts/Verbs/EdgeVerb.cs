using System.CommandLine;
using Powderwatts.Processes;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts edge`: one node against a broker.</summary>
internal static class EdgeVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var data = SharedOptions.Data();
        var node = new NodeOptionSet();
        var command = new Command("edge", "One node: reads the sensors and sends every reading to the broker of the settings.") { config, data };
        node.AddTo(command);
        command.SetAction((parsed, cancellationToken) => EdgeProcess.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            node.Read(parsed),
            SharedOptions.DataPath(parsed.GetValue(data)),
            cancellationToken));
        return command;
    }
}
