using System.Diagnostics;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>
/// kill -9 at chance moments. A quarter of the kills come again before the process has recovered from the one before. Recovered is a
/// node when a live reading of it is heard, a collector when it acknowledges rows, a broker or a store when both have happened.
/// </summary>
internal static class KillScenario
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(3);

    public static async Task RunAsync(FaultRun run, Victim? only, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new(), cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => Math.Min(o.LastStored, o.LastLive), Stopwatch.GetTimestamp(), limit, cancellationToken);

        var mark = 0L;
        var slowestStored = TimeSpan.Zero;
        for (var round = 1; round <= run.Rounds; round++)
        {
            await Task.Delay(run.Between(0.1, 5), cancellationToken);
            var victim = only ?? (Victim)run.Random.Next(4);
            await KillAsync(bench, victim);
            if (victim == Victim.Edge)
            {
                // what the outbox held when the process died must be there for good
                var committed = bench.Committed();
                run.Must(committed >= mark, $"round {round}: {mark} rows were committed, now {committed}");
                mark = Math.Max(mark, committed);
            }

            await Task.Delay(run.Between(0, 0.5), cancellationToken);
            var since = Stopwatch.GetTimestamp();
            await RestartAsync(bench, victim, cancellationToken);
            if (run.Random.Next(4) == 0)
                continue; // the next kill comes too early for it
            var live = await observer.WaitAsync(o => o.LastLive, since, limit, cancellationToken);
            var stored = await observer.WaitAsync(o => o.LastStored, since, limit, cancellationToken);
            slowestStored = stored > slowestStored ? stored : slowestStored;
            run.Recovered(victim switch
            {
                Victim.Edge => live,
                Victim.Collector => stored,
                _ => live > stored ? live : stored,
            });
            if (round % 10 == 0)
                run.Say($"{round} kills");
        }

        run.Measured($"rows acknowledged again after at most {slowestStored.TotalSeconds:0.00} s");
        await bench.FinishAsync(run, mark, cancellationToken);
    }

    private static Task KillAsync(Bench bench, Victim victim) => victim switch
    {
        Victim.Edge => bench.Edge.KillAsync(),
        Victim.Collector => bench.Collector.KillAsync(),
        Victim.Broker => bench.Broker.KillAsync(),
        _ => bench.Influx!.KillAsync(),
    };

    private static async Task RestartAsync(Bench bench, Victim victim, CancellationToken cancellationToken)
    {
        switch (victim)
        {
            case Victim.Edge:
                bench.StartEdge();
                break;
            case Victim.Collector:
                bench.StartCollector();
                break;
            case Victim.Broker:
                await bench.Broker.StartAsync(cancellationToken);
                break;
            default:
                await bench.Influx!.StartAgainAsync(cancellationToken);
                break;
        }
    }
}
