namespace Powderwatts.Faults.Scenarios;

/// <summary>A server that takes only small requests: they are halved until they fit, and no row is refused.</summary>
internal static class SmallBodiesScenario
{
    public static async Task RunAsync(FaultRun run, CancellationToken cancellationToken)
    {
        await using var bench = await Bench.StartAsync(run, new() { InfluxSettings = ["max-body-size = 20000"] }, cancellationToken);
        bench.StartCollector();
        bench.StartEdge();
        await bench.Edge.WaitForAsync("Connected to broker", TimeSpan.FromMinutes(3), cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken);
        await bench.FinishAsync(run, 0, cancellationToken);
        run.Must(run.Accounts!.Dead == 0, $"{run.Accounts.Dead} rows were refused");
    }
}
