using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Powderwatts.Faults;
using Powderwatts.Faults.Scenarios;
using Powderwatts.Tests;

const string usage = """
    usage: faults.sh                                   the list
           faults.sh NAME... [--seed N] [--rounds N]   these, long
           faults.sh all [--short] [--seed N]          all of them
    """;

var words = new List<string>(args);
var isShort = words.Remove("--short");
int seed, rounds;
try
{
    seed = Option("--seed") ?? (Environment.TickCount & 0xFFFF);
    rounds = Option("--rounds") ?? 0;
}
catch (FormatException)
{
    Console.Error.WriteLine(usage);
    return 2;
}

if (words.Count == 0)
{
    foreach (var scenario in AllScenarios.List)
        Console.WriteLine($"{scenario.Name,-18} row {scenario.Rows,-10} {scenario.Words} ({(scenario.ShortRounds == 0 ? "not in a short run" : $"{scenario.ShortRounds} rounds short")}, {scenario.LongRounds} long)");
    return 0;
}

IReadOnlyList<Scenario> chosen = words is ["all"] ? [.. AllScenarios.List.Where(s => !isShort || s.ShortRounds > 0)] : [.. AllScenarios.List.Where(s => words.Contains(s.Name))];
if (words is not ["all"] && chosen.Count < words.Count)
{
    Console.Error.WriteLine(usage);
    return 2;
}

using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true; // the processes of the run are ended first
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var good = true;
foreach (var scenario in chosen)
{
    var run = new FaultRun(scenario, seed, rounds > 0 ? rounds : isShort ? Math.Max(1, scenario.ShortRounds) : scenario.LongRounds, isShort);
    var took = Stopwatch.StartNew();
    try
    {
        await scenario.RunAsync(run, stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        return 1;
    }
    catch (Exception fault) when (NotPossibleException.WhyNot(fault) is { } cause)
    {
        // under CI a machine that cannot do it is a failure, never a skip
        Console.WriteLine($"{scenario.Name,-18} skipped: {cause}");
        good &= Environment.GetEnvironmentVariable("CI") != "true";
        continue;
    }
    catch (Exception fault)
    {
        run.Failed($"{fault}\n{run.Output()}");
    }

    Results.Write(run, took.Elapsed, Path.Combine(Checkout.Root, "artifacts", "faults"));
    good &= run.Failures.Count == 0;
}

return good ? 0 : 1;

int? Option(string name)
{
    if (words.IndexOf(name) is not (>= 0 and var at))
        return null;
    if (at + 1 >= words.Count)
        throw new FormatException();
    var value = int.Parse(words[at + 1], CultureInfo.InvariantCulture);
    words.RemoveRange(at, 2);
    return value;
}
