using System.Diagnostics;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>SIGTERM: the node ends in order within 20 s, whatever it is at.</summary>
internal static class StopEdgeScenario
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new(), cancellationToken);
        bench.StartCollector();
        await using var observer = new Observer(bench.Broker.Port);
        var mark = 0L;
        var slowest = TimeSpan.Zero;
        for (var round = 0; round < run.Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            bench.StartEdge();
            var live = await observer.WaitAsync(o => o.LastLive, since, TimeSpan.FromMinutes(3), cancellationToken);
            if (round > 0)
                run.Recovered(live);
            await Task.Delay(run.Between(0.1, 3), cancellationToken);
            var asked = Stopwatch.StartNew();
            var code = await bench.Edge.StopAsync(cancellationToken);
            slowest = asked.Elapsed > slowest ? asked.Elapsed : slowest;
            run.Must(code == 0 && asked.Elapsed < longest, $"round {round + 1}: it ended with {code} after {asked.Elapsed}:\n{bench.Edge.Output}");
            var committed = bench.Committed();
            run.Must(committed > mark, $"round {round + 1}: {mark} rows were committed, now {committed}");
            mark = committed;
        }

        run.Measured($"ended within {slowest.TotalSeconds:0.00} s");
        await bench.FinishAsync(run, mark, cancellationToken);
    }
}
