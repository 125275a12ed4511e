using System.Diagnostics;
using Powderwatts.Faults.Faulting;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>Somebody else's file fills the disk, and goes again. Nothing of ours is restarted.</summary>
internal static class FullDiskScenario
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(5);

    public static async Task EdgeAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Make(48);
        await using var bench = await Bench.StartAsync(run, new() { EdgeData = disk.Path }, cancellationToken);
        await FillAndFreeAsync(run, bench, disk, cancellationToken);
    }

    public static async Task CollectorAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Make(96);
        await using var bench = await Bench.StartAsync(run, new() { Influx = false, CollectorData = disk.Path }, cancellationToken);
        await FillAndFreeAsync(run, bench, disk, cancellationToken);
    }

    public static async Task InfluxAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var disk = SmallDisk.Make(96);
        await using var bench = await Bench.StartAsync(run, new() { InfluxData = disk.Path }, cancellationToken);
        await FillAndFreeAsync(run, bench, disk, cancellationToken, async () =>
        {
            // InfluxDB 1 answers "no space left" from the same write-ahead log for good, although there is room again
            await bench.Influx!.KillAsync();
            await bench.Influx.StartAgainAsync(cancellationToken);
            run.Measured($"InfluxDB had to be restarted");
        });
    }

    private static async Task FillAndFreeAsync(FaultRun run, Bench bench, SmallDisk disk, CancellationToken cancellationToken, Func<Task>? help = null)
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
            run.Must(!bench.Edge.HasExited && !bench.Collector.HasExited, $"a process ended on a full disk:\n{bench.Output}");
            var row = observer.LastStoredRow;
            var since = Stopwatch.GetTimestamp();
            disk.Free();
            if (help is not null)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
                if (observer.LastStoredRow <= row)
                    await help();
            }

            run.Recovered(await observer.WaitAsync(o => o.LastStoredRow > row ? o.LastStored : 0, since, limit, cancellationToken));
        }

        if (help is not null && await bench.ResendLostAsync(cancellationToken) is > 0 and var lost)
            run.Measured($"the store lost {lost} rows that it had confirmed; audit named them and outbox resend brought them back");
        await bench.FinishAsync(run, 0, cancellationToken);
        run.Measured($"the disk of {Path.GetFileName(disk.Path)} was full {run.Rounds} times");
    }
}
