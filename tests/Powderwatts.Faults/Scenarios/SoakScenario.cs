using System.Diagnostics;
using System.Globalization;
using Powderwatts.Faults.Observing;

namespace Powderwatts.Faults.Scenarios;

/// <summary>
/// 50 readings a second over a broker that is killed every 20 s. Live heap after a full collection, resident memory and handles of node
/// and collector at a sixth of the time and at its end: 5 and 30 minutes in a long run.
/// </summary>
internal static class SoakScenario
{
    private static readonly TimeSpan round = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new() { Interval = "20ms" }, cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => Math.Min(o.LastStored, o.LastLive), Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(3), cancellationToken);
        var first = Math.Max(1, run.Rounds / 6);
        (string Name, int Pid, Sample Early)[] watched = [];
        for (var done = 1; done <= run.Rounds; done++)
        {
            await Task.Delay(round, cancellationToken);
            if (done == first)
                watched = [("edge", bench.Edge.ProcessId, await SampleAsync(bench.Edge.ProcessId, cancellationToken)),
                    ("collector", bench.Collector.ProcessId, await SampleAsync(bench.Collector.ProcessId, cancellationToken))];
            if (done == run.Rounds)
                break;
            await bench.Broker.KillAsync();
            var since = Stopwatch.GetTimestamp();
            await bench.Broker.StartAsync(cancellationToken);
            run.Recovered(await observer.WaitAsync(o => Math.Min(o.LastStored, o.LastLive), since, TimeSpan.FromMinutes(3), cancellationToken));
            if (done % 9 == 0)
                run.Say($"{done * round.TotalSeconds / 60:0} minutes");
        }

        foreach (var (name, pid, early) in watched)
        {
            var late = await SampleAsync(pid, cancellationToken);
            run.Measured($"{name}: live heap {Text(early.Heap)} to {Text(late.Heap)} MiB, resident {Text(early.Resident)} to {Text(late.Resident)} MiB, handles {early.Handles} to {late.Handles}");
            if (run.IsShort)
                continue; // too short to tell a leak from a start
            run.Must(late.Heap - early.Heap is null or < 1 << 20, $"{name}: the live heap grew");
            run.Must(late.Resident - early.Resident < 10 << 20, $"{name}: resident memory grew");
            run.Must(late.Handles - early.Handles <= 2, $"{name}: handles grew");
        }

        var wal = new FileInfo(Path.Combine(bench.EdgeData, "outbox.sqlite-wal"));
        run.Measured($"the outbox's WAL had {(wal.Exists ? wal.Length / 1048576.0 : 0):0.0} MiB");
        run.Must(!wal.Exists || wal.Length < 16 << 20, $"the outbox's WAL grew to {wal.Length} bytes");
        await bench.FinishAsync(run, 0, cancellationToken);
    }

    /// <summary>Right after a full collection, and when all was quiet for a moment.</summary>
    private static async Task<Sample> SampleAsync(int pid, CancellationToken cancellationToken)
    {
        var heap = await LiveHeap.MeasureAsync(pid, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        return new(heap, Memory.Resident(pid), Memory.Handles(pid));
    }

    private static string Text(long? bytes) => bytes is { } b ? (b / 1048576.0).ToString("0.00", CultureInfo.InvariantCulture) : "?";

    private readonly record struct Sample(long? Heap, long Resident, int Handles);
}
