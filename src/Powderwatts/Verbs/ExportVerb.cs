using System.CommandLine;
using Powderwatts.Exporting;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>`powderwatts export`: readings as CSV or line protocol.</summary>
internal static class ExportVerb
{
    /// <summary>The verb and its options.</summary>
    public static Command Command()
    {
        var (config, data) = (SharedOptions.Config(), SharedOptions.Data());
        var output = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne, Description = "the file to make (default: the standard output)" };
        var format = new Option<string>("--format") { HelpName = "csv|line", Description = "csv or line (line protocol)", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "line");
        var from = GivenInstant.Option("--from", "first instant: 2026-01-31, 2026-01-31T12:00:00Z or Unix milliseconds (default: the first reading)");
        var to = GivenInstant.Option("--to", "the instant to end before (default: now; of a tape, its end)");
        var origin = new Option<string?>("--origin") { HelpName = "live|replay|sim", Description = "which readings (default: those of the rig's mode, sim or live; what was played is replay; of a tape, all)" };
        origin.AcceptOnlyFromAmong("live", "replay", "sim");
        var sensor = new Option<string?>("--sensor") { HelpName = "SENSOR", Description = "only this sensor, SENSOR or NODE/SENSOR" };
        sensor.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !(result.Tokens[0].Value.Split('/') is { Length: 1 or 2 } ids && ids.All(id => Id.IsValid(id))))
                result.AddError($"\"{result.Tokens[0].Value}\" is no sensor for --sensor; write SENSOR or NODE/SENSOR, each {Id.Rule}");
        });
        var site = SharedOptions.Site();
        var tape = new Option<string?>("--tape") { HelpName = "TAPE", Description = "export a tape, in its own order, in place of the store" };
        var force = new Option<bool>("--force") { Description = "replace a file of that name" };
        var withSequence = new Option<bool>("--with-seq") { Description = "add each reading's place in its outbox: seq and outbox" };
        var command = new Command("export", "Readings of the store, or of a tape, as CSV or line protocol.")
        {
            output, format, from, to, origin, site, sensor, tape, withSequence, force, config, data,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(tape) is not null && result.GetValue(withSequence))
                result.AddError("--with-seq is for a store: a tape holds readings without their place in an outbox");
            if (result.GetValue(tape) is not null && result.GetValue(site) is not null)
                result.AddError("--site is for a store: a tape is of one site");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var names = parsed.GetValue(sensor)?.Split('/');
            var options = new ExportOptions
            {
                Format = parsed.GetValue(format)!,
                From = parsed.GetValue(from),
                To = parsed.GetValue(to),
                Origin = parsed.GetValue(origin) is { } word && WireNames.TryParseOrigin(word, out var one) ? one : null,
                Site = parsed.GetValue(site),
                Node = names is { Length: 2 } ? names[0] : null,
                Sensor = names?[^1],
                Tape = parsed.GetValue(tape),
                Output = parsed.GetValue(output) is "-" ? null : parsed.GetValue(output),
                Force = parsed.GetValue(force),
                WithSequence = parsed.GetValue(withSequence),
            };
            var run = new ExportRun(options, Console.Error, !Console.IsErrorRedirected && (options.Output is not null || Console.IsOutputRedirected));
            return options.Tape is { } file
                ? run.OfTapeAsync(file, cancellationToken)
                : run.OfStoreAsync(
                    RigFile.Load(parsed.GetValue(config), SharedOptions.Environment()), SharedOptions.DataPath(parsed.GetValue(data)), TimeProvider.System, cancellationToken);
        });
        return command;
    }
}
