using System.CommandLine;
using Powderwatts.Accounting;
using Powderwatts.Readings.Wire;
using Powderwatts.Savings.Baselines;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts savings`: the accounting of a period.</summary>
internal static class SavingsVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var (config, data, json) = (SharedOptions.Config(), SharedOptions.Data(), SharedOptions.Json());
        var from = new Option<string?>("--from") { HelpName = "TIME", Description = "first instant: 2026-01-31, 2026-01-31T12:00:00Z or Unix milliseconds (default: the month's first)" };
        var to = new Option<string?>("--to") { HelpName = "TIME", Description = "the instant to end before (default: now; of a tape, its end)" };
        var method = new Option<string>("--method")
        {
            HelpName = "METHOD",
            Description = "what to compare with: " + string.Join(", ", BaselineMethods.All.Select(m => m.Id())),
            DefaultValueFactory = _ => BaselineMethod.AlwaysOnMatched.Id(),
        };
        method.AcceptOnlyFromAmong([.. BaselineMethods.All.Select(m => m.Id())]);
        var origin = new Option<string?>("--origin") { HelpName = "live|replay|sim", Description = "which readings (default: those of the site's mode)" };
        origin.AcceptOnlyFromAmong("live", "replay", "sim");
        var tape = new Option<string?>("--tape") { HelpName = "TAPE", Description = "account for a tape in place of the store" };
        var command = new Command("savings", "What a period used, and what leaving the cables on would have used.")
        {
            from, to, method, origin, tape, json, config, data,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new SavingsOptions
            {
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                Method = BaselineMethods.TryParse(parsed.GetValue(method)!, out var chosen) ? chosen : default,
                Origin = parsed.GetValue(origin) is { } word && WireNames.TryParseOrigin(word, out var one) ? one : null,
            };
            var rig = RigFile.Load(parsed.GetValue(config), SharedOptions.Environment());
            return parsed.GetValue(tape) is { } file
                ? SavingsRun.OfTapeAsync(rig, file, options, parsed.GetValue(json), Console.Out, Console.Error, cancellationToken)
                : SavingsRun.OfStoreAsync(
                    rig, options, SharedOptions.DataPath(parsed.GetValue(data)), parsed.GetValue(json), Console.Out, TimeProvider.System, cancellationToken);
        });
        return command;
    }
}
