using System.Diagnostics;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>A common mistake: the collector comes late. The broker, which keeps 100 messages at most, drops the rest; the node keeps all.</summary>
internal static class AbsentCollectorScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        // each circuit brings 43,200 readings of history: three of them make over 100,000
        await using var bench = await Bench.StartAsync(run, new() { Sensors = Math.Min(run.Rounds, 6), Interval = "100ms", BrokerSettings = ["max_queued_messages 100"] }, cancellationToken);
        await using var observer = new Observer(bench.Broker.Port);
        bench.StartEdge();
        await observer.WaitAsync(o => o.LastLive, Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(5), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(run.IsShort ? 10 : 60), cancellationToken);
        var waiting = bench.Unacknowledged();
        run.Must(waiting >= 43_200 * Math.Min(run.Rounds, 6), $"only {waiting} rows waited");

        var since = Stopwatch.GetTimestamp();
        bench.StartCollector();
        run.Recovered(await observer.WaitAsync(o => o.LastStored, since, TimeSpan.FromMinutes(3), cancellationToken));
        await bench.FinishAsync(run, waiting, cancellationToken);
        run.Measured($"{waiting:N0} rows waited and were stored {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s after the collector's start; {Copies(observer):0.000} copies a row");
    }

    private static double Copies(Observer observer) => observer.Rows is var (all, different) && different > 0 ? (double)all / different : 0;
}
