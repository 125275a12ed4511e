using System.Diagnostics;
using System.Text.Json;
using Powderwatts.Benchmarks.Parts;

namespace Powderwatts.Benchmarks.Processes;

/// <summary>A booth at rest: its memory 60 s after the start, then with one browser, and how long a reading takes to the screen.</summary>
internal static class RestBenchmark
{
    private static readonly TimeSpan rest = TimeSpan.FromSeconds(60);

    /// <summary>Runs the rounds, each on a data folder that has its history.</summary>
    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        using (var first = ServerProcess.Booth(folder.Path))
        {
            await first.UntilSaidAsync("readings are in the store", cancellationToken);
            await first.StopAsync(cancellationToken);
        }

        var (alone, watched) = (new Figures("resident memory, 60 s after start", "MB"), new Figures("resident memory, with one browser", "MB"));
        var processor = new Figures("processor time at rest", "% of one core");
        var latencies = new Dictionary<string, Figures>(StringComparer.Ordinal)
        {
            ["socket"] = new("reading to a plain client of /api/v1/live", "ms"),
            ["event"] = new("reading to the page's event", "ms"),
            ["dom"] = new("reading to the number on the page", "ms"),
        };
        for (var round = 0; round < rounds; round++)
        {
            using var booth = ServerProcess.Booth(folder.Path);
            await booth.UntilAsync("/api/v1/now", now => FreshReading.In(now, booth.StartedAt), cancellationToken);
            await Task.Delay(rest / 2, cancellationToken);
            var (busy, since) = (booth.ProcessorTime(), Stopwatch.GetTimestamp());
            await Task.Delay(rest - Stopwatch.GetElapsedTime(booth.Started), cancellationToken);
            processor.Add(100 * (booth.ProcessorTime() - busy) / Stopwatch.GetElapsedTime(since));
            alone.Add(booth.ResidentMegabytes().Now);

            using var page = Process.Start(new ProcessStartInfo("node", [Path.Combine(Checkout.Root, "tests/Powderwatts.Benchmarks/latency.mjs"), booth.Address.AbsoluteUri])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            var answer = await page.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("latency.mjs said nothing");
            watched.Add(booth.ResidentMegabytes().Now); // the page is still open
            page.StandardInput.Close(); // and goes
            await page.WaitForExitAsync(cancellationToken);
            using var measured = JsonDocument.Parse(answer);
            foreach (var (name, figures) in latencies)
                figures.Add(measured.RootElement.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()));
            await booth.StopAsync(cancellationToken);
        }

        alone.Print();
        watched.Print();
        processor.Print();
        foreach (var figures in latencies.Values)
            figures.PrintSpread();
        Console.WriteLine($"load at the end {Machine.Load()}");
    }
}
