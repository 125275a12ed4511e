using System.Diagnostics;
using Powderwatts.Faults.Faulting;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>A disk that cannot confirm: no row counts as committed, memory holds what it may, and afterwards all goes on.</summary>
internal static class BrokenSyncScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new(), cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => Math.Min(o.LastStored, o.LastLive), Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(3), cancellationToken);
        var injected = 0;
        for (var round = 0; round < run.Rounds; round++)
        {
            await Task.Delay(run.Between(1, 4), cancellationToken);
            await using (var broken = await BrokenSync.AttachAsync(bench.Edge.ProcessId, cancellationToken))
            {
                await Task.Delay(run.Between(2, 6), cancellationToken);
                injected += broken.Injected;
                run.Must(!bench.Edge.HasExited, $"round {round + 1}: the edge ended:\n{bench.Edge.Output}");
            }

            var (row, since) = (observer.LastStoredRow, Stopwatch.GetTimestamp());
            run.Recovered(await observer.WaitAsync(o => o.LastStoredRow > row ? o.LastStored : 0, since, TimeSpan.FromMinutes(3), cancellationToken));
        }

        run.Must(injected > 0, $"no sync was made to fail");
        run.Measured($"{injected} syncs failed");
        await bench.FinishAsync(run, 0, cancellationToken);
    }
}
