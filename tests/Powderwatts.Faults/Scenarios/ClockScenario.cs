using System.Diagnostics;
using System.Globalization;
using Powderwatts.Faults.Observing;
using Powderwatts.Tests;

namespace Powderwatts.Faults.Scenarios;

/// <summary>
/// A node without a clock of its own: it wakes in 1970, gets the time, and the time is set back an hour and ahead three. Nothing is
/// lost, no counter falls, no sequence comes twice. Only the wall clock is faked, as on a real machine.
/// </summary>
internal static class ClockScenario
{
    private static readonly string[] places = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];

    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        var library = Array.Find(places, File.Exists) ?? throw new NotPossibleException("libfaketime is not installed");
        using var folder = new TemporaryFolder();
        var clock = folder.File("clock");
        var sinceEpoch = (long)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds;
        Set(clock, -sinceEpoch + (40 * 86_400)); // behind the simulated history, of which no instant may lie before 1970
        await using var bench = await Bench.StartAsync(run, new()
        {
            EdgeEnvironment = new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = library,
                ["FAKETIME_TIMESTAMP_FILE"] = clock,
                ["FAKETIME_CACHE_DURATION"] = "1",
                ["DONT_FAKE_MONOTONIC"] = "1",
            },
        }, cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await using var observer = new Observer(bench.Broker.Port);
        await observer.WaitAsync(o => o.LastLive, Stopwatch.GetTimestamp(), TimeSpan.FromMinutes(3), cancellationToken);
        for (var round = 0; round < run.Rounds; round++)
        {
            foreach (var seconds in new[] { 0L, -3600, 10_800, 0 })
            {
                await Task.Delay(run.Between(3, 8), cancellationToken);
                run.Say($"the clock is {seconds} s off");
                var since = Stopwatch.GetTimestamp();
                Set(clock, seconds);
                await Task.Delay(TimeSpan.FromSeconds(2), cancellationToken);
                run.Recovered(await observer.WaitAsync(o => o.LastLive, since, TimeSpan.FromMinutes(3), cancellationToken));
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        await bench.FinishAsync(run, 0, cancellationToken);
    }

    private static void Set(string file, long seconds)
    {
        File.WriteAllText(file + ".new", string.Create(CultureInfo.InvariantCulture, $"{(seconds < 0 ? "-" : "+")}{Math.Abs(seconds)}s\n"));
        File.Move(file + ".new", file, overwrite: true);
    }
}
