using System.Diagnostics;
using System.Text.Json;
using Powderwatts.Edge.Outbox;
using Powderwatts.Faults.Observing;
using Powderwatts.Tests;

namespace Powderwatts.Faults.Scenarios;

/// <summary>The booth is one process: everything dies at once, also within a commit of the store.</summary>
internal static class KillBoothScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        using var data = new TemporaryFolder();
        var outbox = data.File("outbox.sqlite");
        var mark = 0L;
        for (var round = 0; round < run.Rounds; round++)
        {
            var since = Stopwatch.GetTimestamp();
            await using var booth = await BoothProcess.StartAsync(data.Path, ["--interval", "50ms"], null, cancellationToken);
            await using (var observer = new Observer(booth.MqttPort))
            {
                var live = await observer.WaitAsync(o => o.LastLive, since, TimeSpan.FromMinutes(3), cancellationToken);
                if (round > 0)
                    run.Recovered(live);
            }

            await Task.Delay(run.Between(0.1, 5), cancellationToken);
            await booth.KillAsync();
            var committed = OutboxSnapshot.Read(outbox).Highest;
            run.Must(committed >= mark, $"round {round + 1}: {mark} rows were committed, now {committed}");
            mark = committed;
        }

        await using (var booth = await BoothProcess.StartAsync(data.Path, ["--interval", "1h"], null, cancellationToken))
        {
            await booth.WaitUntilAsync(() => Task.FromResult(OutboxSnapshot.Read(outbox).Unacknowledged.IsEmpty),
                TimeSpan.FromMinutes(10), "the outbox is empty", cancellationToken);
            await booth.KillAsync();
        }

        var (code, output, error) = await TheProgram.RunAsync(["audit", "--data", data.Path, "--json"], cancellationToken);
        if (output.Length == 0)
            throw new InvalidOperationException($"audit ended with {code}: {error}");
        var audit = JsonDocument.Parse(output).RootElement.GetProperty("outboxes")[0];
        var counts = new[] { "store-demo.sqlite", "store.sqlite" }.Select(data.File).Where(File.Exists).Select(Bench.CountSqlite).ToArray();
        var (stored, points) = (counts.Sum(c => c.Stored), counts.Sum(c => c.Points));
        var all = OutboxSnapshot.Read(outbox).Highest;
        run.Accounts = new(all, stored, audit.GetProperty("gap_rows").GetInt64(), audit.GetProperty("dead_letters").GetInt64(), all - stored, points - stored);
        run.Must(all == stored && all >= mark && code == 0, $"rows are missing: {output}");
        run.Must(points == stored, $"{points - stored} points too many");
    }
}
