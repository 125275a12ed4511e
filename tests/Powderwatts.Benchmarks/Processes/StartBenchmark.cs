using Powderwatts.Benchmarks.Parts;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>From the start of the process to the first reading that is served, on a data folder that has its history, beside an empty web application.</summary>
internal static class StartBenchmark
{
    /// <summary>Runs the rounds, ours and the peer in turn.</summary>
    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        using (var first = ServerProcess.Booth(folder.Path))
        {
            await first.UntilSaidAsync("readings are in the store", cancellationToken);
            await first.StopAsync(cancellationToken);
        }

        var empty = new Figures("empty web application, start to first answer", "ms");
        var (answer, reading) = (new Figures("booth, start to first answer", "ms"), new Figures("booth, start to first circuit reading served", "ms"));
        for (var round = -1; round < rounds; round++)
        {
            using var peer = ServerProcess.Empty();
            var theirs = await peer.UntilAsync("/", _ => true, cancellationToken);
            await peer.StopAsync(cancellationToken);

            using var booth = ServerProcess.Booth(folder.Path);
            var answered = await booth.UntilAsync("/api/v1/now", _ => true, cancellationToken);
            var served = await booth.UntilAsync("/api/v1/now", now => FreshReading.In(now, booth.StartedAt), cancellationToken);
            await booth.StopAsync(cancellationToken);
            if (round < 0)
                continue; // the first warms up this program and the disk's cache
            empty.Add(theirs.TotalMilliseconds);
            answer.Add(answered.TotalMilliseconds);
            reading.Add(served.TotalMilliseconds);
        }

        empty.Print();
        answer.Print();
        reading.Print();
        answer.PrintRatio("first answer, booth / empty", empty);
        reading.PrintRatio("first reading, booth / empty", empty);
        Console.WriteLine($"load at the end {Machine.Load()}");
    }
}
