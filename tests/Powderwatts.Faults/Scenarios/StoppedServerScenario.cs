using System.Diagnostics;
using Powderwatts.Faults.Faulting;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>A server that stands still: connections stay open, nothing is answered.</summary>
internal static class StoppedServerScenario
{
    private const double MostCopies = 1.1;
    private const long MostGrowth = 20L * 1024 * 1024;

    public static async Task BrokerAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new(), cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => o.LastStored, Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(3), cancellationToken);
        for (var round = 0; round < run.Rounds; round++)
        {
            await Signals.StopAsync(bench.Broker.ProcessId);
            await Task.Delay(run.Between(1, run.IsShort ? 15 : 60), cancellationToken);
            var since = Stopwatch.GetTimestamp();
            await Signals.ContinueAsync(bench.Broker.ProcessId);
            run.Recovered(await observer.WaitAsync(o => Math.Min(o.LastStored, o.LastLive), since, TimeSpan.FromMinutes(3), cancellationToken));
        }

        await bench.FinishAsync(run, 0, cancellationToken);
    }

    /// <summary>4 circuits at 50 Hz; InfluxDB stops for 10 minutes (20 s in a short run) once the history is stored.</summary>
    public static async Task InfluxAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new() { Sensors = 4, Interval = "20ms" }, cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => o.LastLive, Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(5), cancellationToken);
        for (var waited = Stopwatch.StartNew(); bench.Unacknowledged() > 2000; await Task.Delay(500, cancellationToken))
        {
            if (waited.Elapsed > TimeSpan.FromMinutes(10))
                throw new TimeoutException($"the history was not stored:\n{bench.Output}");
        }

        observer.CountFromNow();
        var before = bench.Unacknowledged();
        var still = TimeSpan.FromSeconds(run.IsShort ? 20 : 600);
        var (least, most) = (long.MaxValue, 0L);
        await Signals.StopAsync(bench.Influx!.ProcessId);
        for (var stopped = Stopwatch.StartNew(); stopped.Elapsed < still; await Task.Delay(1000, cancellationToken))
        {
            if (stopped.Elapsed < TimeSpan.FromSeconds(10))
                continue; // its queue fills first
            var resident = Memory.Resident(bench.Collector.ProcessId);
            (least, most) = (Math.Min(least, resident), Math.Max(most, resident));
        }

        var waiting = bench.Unacknowledged() - before;
        var since = Stopwatch.GetTimestamp();
        await Signals.ContinueAsync(bench.Influx.ProcessId);
        run.Recovered(await observer.WaitAsync(o => o.LastStored, since, TimeSpan.FromMinutes(6), cancellationToken));
        await bench.FinishAsync(run, 0, cancellationToken);
        var (all, different) = observer.Rows;
        var copies = (double)all / different;
        run.Measured($"stopped {still.TotalSeconds:0} s, {waiting:N0} rows waited; the collector's resident memory {least / 1048576.0:0.0} to {most / 1048576.0:0.0} MiB; {copies:0.000} copies a row");
        run.Must(most - least < MostGrowth, $"the collector grew by {(most - least) / 1048576.0:0.0} MiB");
        run.Must(copies < MostCopies, $"{copies:0.000} copies a row");
    }
}
