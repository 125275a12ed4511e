using System.Diagnostics;
using Powderwatts.Faults.Faulting;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>Somebody else's file fills the disk, and goes again. Nothing is restarted.</summary>
internal static class FullDiskScenario
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(5);

    public static async Task EdgeAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Make(48);
        await using var bench = await Bench.StartAsync(run, new() { EdgeData = disk.Path }, cancellationToken);
        await FillAndFreeAsync(run, bench, disk, mayFlow: false, cancellationToken);
    }

    public static async Task CollectorAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Make(96);
        await using var bench = await Bench.StartAsync(run, new() { Influx = false, CollectorData = disk.Path }, cancellationToken);
        await FillAndFreeAsync(run, bench, disk, mayFlow: false, cancellationToken);
    }

    public static async Task InfluxAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Make(96);
        await using var bench = await Bench.StartAsync(run, new() { InfluxData = disk.Path }, cancellationToken);
        await FillAndFreeAsync(run, bench, disk, mayFlow: false, cancellationToken);
    }

    private static async Task FillAndFreeAsync(FaultRun run, Bench bench, SmallDisk disk, bool mayFlow, CancellationToken cancellationToken)
    {
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => Math.Min(o.LastStored, o.LastLive), Stopwatch.GetTimestamp(), limit, cancellationToken);
        for (var round = 0; round < run.Rounds; round++)
        {
            await Task.Delay(run.Between(0.5, 5), cancellationToken);
            disk.Fill();
            await Task.Delay(run.Between(4, run.IsShort ? 8 : 30), cancellationToken);
            run.Must(mayFlow || !bench.Edge.HasExited && !bench.Collector.HasExited, $"a process ended on a full disk:\n{bench.Output}");
            var row = observer.LastStoredRow;
            var since = Stopwatch.GetTimestamp();
            disk.Free();
            run.Recovered(await observer.WaitAsync(o => o.LastStoredRow > row ? o.LastStored : 0, since, limit, cancellationToken));
        }

        await bench.FinishAsync(run, 0, cancellationToken);
        run.Measured($"the disk of {Path.GetFileName(disk.Path)} was full {run.Rounds} times");
    }
}
