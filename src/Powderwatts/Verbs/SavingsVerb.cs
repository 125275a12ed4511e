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
        var from = GivenInstant.Option("--from", "first instant: 2026-01-31, 2026-01-31T12:00:00Z or Unix milliseconds (default: the month's first)");
        var to = GivenInstant.Option("--to", "the instant to end before (default: now; of a tape, its end)");
        var method = new Option<string>("--method")
        {
            HelpName = "METHOD",
            Description = "what to compare with: " + string.Join(", ", BaselineMethods.All.Select(m => m.Id())),
            DefaultValueFactory = _ => BaselineMethod.AlwaysOnMatched.Id(),
        };
        method.AcceptOnlyFromAmong([.. BaselineMethods.All.Select(m => m.Id())]);
        var origin = new Option<string?>("--origin") { HelpName = "live|replay|sim", Description = "which readings (default: those of the rig's mode, sim or live; what was played is replay)" };
        origin.AcceptOnlyFromAmong("live", "replay", "sim");
        var site = SharedOptions.Site();
        var tape = new Option<string?>("--tape") { HelpName = "TAPE", Description = "account for a tape in place of the store" };
        var command = new Command("savings", "What a period used, and what leaving the cables on would have used.")
        {
            from, to, method, origin, site, tape, json, config, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(tape) is not null && result.GetValue(site) is not null)
                result.AddError("--site is for a store: a tape is of one site");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new SavingsOptions
            {
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                Method = BaselineMethods.TryParse(parsed.GetValue(method)!, out var chosen) ? chosen : default,
                Origin = parsed.GetValue(origin) is { } word && WireNames.TryParseOrigin(word, out var one) ? one : null,
                Site = parsed.GetValue(site),
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
