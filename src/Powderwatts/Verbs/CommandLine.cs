using System.CommandLine;
using System.CommandLine.Parsing;
using Powderwatts.Settings;

namespace Powderwatts.Verbs;

/// <summary>The command line: verbs, and how each way of failing is told. Data goes to stdout, words to stderr.</summary>
internal static class CommandLine
{
    /// <summary>All verbs and their options.</summary>
    public static RootCommand Root()
    {
        var root = new RootCommand("Powderwatts meters electric roof heat-cable circuits, live.");
        root.Subcommands.Add(BoothVerb.Command());
        root.Subcommands.Add(EdgeVerb.Command());
        root.Subcommands.Add(CollectVerb.Command());
        root.Subcommands.Add(DashboardVerb.Command());
        root.Subcommands.Add(RecordVerb.Command());
        root.Subcommands.Add(ReplayVerb.Command());
        root.Subcommands.Add(CheckVerb.Command());
        root.Subcommands.Add(DoctorVerb.Command());
        root.Subcommands.Add(AuditVerb.Command());
        root.Subcommands.Add(OutboxVerb.Command());
        root.Subcommands.Add(DeadLettersVerb.Command());
        root.Subcommands.Add(SavingsVerb.Command());
        root.Subcommands.Add(TapeVerb.Command());
        root.Subcommands.Add(ExportVerb.Command());
        return root;
    }

    /// <summary>Parses the arguments and runs one verb.</summary>
    /// <returns>The exit code: 0 done, 1 failed, 2 usage, 78 bad settings.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"Run `{Words(parsed.CommandResult)} --help` for what is possible.");
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (SettingsException fault)
        {
            foreach (var line in fault.Faults)
                await Console.Error.WriteLineAsync(line.ToString());
            await Console.Error.WriteLineAsync(fault.Faults.Length == 1 ? "1 error" : $"{fault.Faults.Length} errors");
            return ExitCode.Settings;
        }
        catch (StartException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCode.Failed;
        }
        catch (UsageException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            // what runs until it is stopped ends by itself; here is what should have come to an end of its own
            await Console.Error.WriteLineAsync("stopped before it was done");
            return ExitCode.Failed;
        }
    }

    // `powderwatts deadletters show`
    private static string Words(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Words(parent)} {command.Command.Name}" : "powderwatts";
}
