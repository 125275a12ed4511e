using System.Diagnostics;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>InfluxDB answers 404: nothing is dropped, and once the databases are there the next try, a minute later, stores all.</summary>
internal static class NoDatabaseScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new() { SetUp = false }, cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => o.LastLive, Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(3), cancellationToken);
        await bench.Collector.WaitForAsync("The store is down", TimeSpan.FromMinutes(1), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        run.Must(observer.LastStored == 0, $"rows were acknowledged without a database");
        var since = Stopwatch.GetTimestamp();
        await bench.SetUpAsync(cancellationToken);
        run.Recovered(await observer.WaitAsync(o => o.LastStored, since, TimeSpan.FromMinutes(3), cancellationToken));
        await bench.FinishAsync(run, 0, cancellationToken);
    }
}
