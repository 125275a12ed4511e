using Powderwatts.Tests;

namespace Powderwatts.Faults.Scenarios;

/// <summary>Three bad cables: node to broker, collector to broker, collector to InfluxDB. Each round harms one of them for a while.</summary>
internal static class BadNetworkScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new() { Relays = true }, cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await bench.Edge.WaitForAsync("Connected to broker", TimeSpan.FromMinutes(3), cancellationToken);
        var did = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < run.Rounds; round++)
        {
            var (where, cable) = run.Random.Next(3) switch
            {
                0 => ("node", bench.EdgeCable!),
                1 => ("collector", bench.CollectorCable!),
                _ => ("store", bench.StoreCable!),
            };
            var fault = Harm(cable, run);
            did[fault] = did.GetValueOrDefault(fault) + 1;
            run.Say($"{where}: {fault}");
            await Task.Delay(run.Between(0.2, run.IsShort ? 4 : 20), cancellationToken);
            cable.Release();
            await Task.Delay(run.Between(0, 3), cancellationToken);
        }

        run.Measured($"{string.Join(", ", did.Select(d => $"{d.Key} {d.Value}"))}");
        await bench.FinishAsync(run, 0, cancellationToken);
    }

    private static string Harm(TcpRelay cable, FaultRun run)
    {
        switch (run.Random.Next(8))
        {
            case 0:
                cable.Cut();
                return "reset";
            case 1:
                cable.Refuses = true;
                cable.Cut();
                return "refuse";
            case 2:
                cable.Hold();
                return "black hole";
            case 3:
                cable.HoldToServer();
                return "half open to the server";
            case 4:
                cable.HoldToClient();
                return "half open to the client";
            case 5:
                cable.Abandon();
                return "client gone without a word";
            case 6:
                cable.CutAfter(run.Random.Next(1, 100_000));
                return "cut within a packet";
            default:
                cable.Latency = run.Between(0.05, 1.5);
                return "slow";
        }
    }
}
