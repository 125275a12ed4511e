using Powderwatts.Benchmarks.Parts;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>The first start of a simulated booth: its 30 days of history are made and committed, then sent, acknowledged and stored.</summary>
internal static class FirstStartBenchmark
{
    /// <summary>Runs the rounds, each on a new data folder.</summary>
    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var answer = new Figures("start to first answer", "s");
        var made = new Figures("start to all of the history made and committed", "s");
        var reading = new Figures("start to first circuit reading served", "s");
        var stored = new Figures("start to all of the history acknowledged", "s");
        var peak = new Figures("resident memory, peak", "MB");
        for (var round = 0; round < rounds; round++)
        {
            using var folder = new TemporaryFolder();
            using var booth = ServerProcess.Booth(folder.Path);
            answer.Add((await booth.UntilAsync("/api/v1/now", _ => true, cancellationToken)).TotalSeconds);
            var committed = await booth.UntilSaidAsync("now on their way to the store", cancellationToken);
            made.Add(committed.TotalSeconds);
            // the history's last minute may be younger than the process: a sample is younger than the history
            var sampled = booth.StartedAt + (long)committed.TotalMilliseconds;
            reading.Add((await booth.UntilAsync("/api/v1/now", now => FreshReading.In(now, sampled), cancellationToken)).TotalSeconds);
            stored.Add((await booth.UntilSaidAsync("readings are in the store", cancellationToken)).TotalSeconds);
            peak.Add(booth.ResidentMegabytes().Peak);
            await booth.StopAsync(cancellationToken);
        }

        answer.Print();
        made.Print();
        reading.Print();
        stored.Print();
        peak.Print();
        Console.WriteLine($"load at the end {Machine.Load()}");
    }
}
