using System.CommandLine;
using Powderwatts.Processes;
using Powderwatts.Readings;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts collect`: one collector between broker and store.</summary>
internal static class CollectVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var config = SharedOptions.Config();
        var data = SharedOptions.Data();
        var setup = new Option<bool>("--setup") { Description = "make what the store needs (databases or files), say what was made, and end" };
        var id = IdOption("--id", "ID", $"the collector's id; each of several needs one of its own (default: {CollectOptions.DefaultId})");
        var share = IdOption("--share", "GROUP", "share the work with all collectors of this group");
        var command = new Command("collect", "A collector: writes what comes over the broker to the store, and acknowledges it.") { config, data, setup, id, share };
        command.SetAction((parsed, cancellationToken) =>
        {
            var rig = RigFile.Load(parsed.GetValue(config), SharedOptions.Environment());
            var options = new CollectOptions
            {
                Data = SharedOptions.DataPath(parsed.GetValue(data)),
                Id = parsed.GetValue(id) ?? CollectOptions.DefaultId,
                Share = parsed.GetValue(share),
            };
            return parsed.GetValue(setup)
                ? CollectProcess.SetUpAsync(rig, options, cancellationToken)
                : CollectProcess.RunAsync(rig, options, cancellationToken);
        });
        return command;
    }

    private static Option<string?> IdOption(string name, string helpName, string description)
    {
        var option = new Option<string?>(name) { HelpName = helpName, Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !Id.IsValid(result.Tokens[0].Value))
                result.AddError($"\"{result.Tokens[0].Value}\" is no id for {name}; allowed: {Id.Rule}");
        });
        return option;
    }
}
