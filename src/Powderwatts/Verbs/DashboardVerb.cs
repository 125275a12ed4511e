using System.CommandLine;
using Powderwatts.Processes;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts dashboard`: the page, against a broker and a store.</summary>
internal static class DashboardVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var data = SharedOptions.Data();
        var listen = SharedOptions.Listen();
        var lan = SharedOptions.Lan();
        var command = new Command("dashboard", "The dashboard: shows the site of the settings, live from the broker, history from the store.")
        {
            config, data, listen, lan,
        };
        command.SetAction((parsed, cancellationToken) => DashboardProcess.RunAsync(
            RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()),
            parsed.GetValue(listen)!,
            parsed.GetValue(lan),
            SharedOptions.DataPath(parsed.GetValue(data)),
            cancellationToken));
        return command;
    }
}
