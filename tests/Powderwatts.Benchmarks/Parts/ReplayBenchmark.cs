using Powderwatts.Readings;
using Powderwatts.Tape;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>
/// How late a tape's readings come, beside a bare wait for the same instants in the same process at the same time: what is in it is
/// the machine's, what is above it is ours. And how fast a tape goes that keeps no time.
/// </summary>
internal static class ReplayBenchmark
{
    private const int Sensors = 8;
    private const int Seconds = 20;
    private const int Fast = 1_000_000;
    private static readonly TimeProvider time = TimeProvider.System;

    /// <summary>Runs the rounds.</summary>
    public static async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        foreach (var speed in new double[] { 1, 10 })
        {
            var (played, waited) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
                await Task.WhenAll(PlayAsync(speed, played, cancellationToken), WaitAsync(speed, waited, cancellationToken));
            Print($"x{speed} tape", played);
            Print($"x{speed} bare wait", waited);
        }

        for (var round = 0; round < rounds; round++)
            await FastAsync(cancellationToken);
        Console.WriteLine($"load at the end {Machine.Load()}");
    }

    private static IEnumerable<TapeReading> Readings(int count)
    {
        QuantityValues values = default;
        values[Quantity.PowerW] = 18;
        for (var i = 0; i < count; i++)
            yield return new TapeReading("booth-pi", new Reading($"circuit-{i % Sensors}", 1_768_205_520_000 + (i / Sensors * 1000L) + (i % Sensors * 125), values));
    }

    private static async Task PlayAsync(double speed, List<double> late, CancellationToken cancellationToken)
    {
        long? began = null;
        var player = new TapePlayer("lodge", _ => Readings((int)(Sensors * Seconds * speed)), new PlayOptions { Speed = speed }, time)
        {
            Live = line =>
            {
                began ??= time.GetTimestamp();
                late.Add(time.GetElapsedTime(began.Value).TotalMilliseconds - ((line.Reading.T - 1_768_205_520_000) / speed));
            },
        };
        await player.RunAsync((_, _, _, _) => Task.CompletedTask, cancellationToken);
    }

    private static async Task WaitAsync(double speed, List<double> late, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        foreach (var line in Readings((int)(Sensors * Seconds * speed)))
        {
            var due = (line.Reading.T - 1_768_205_520_000) / speed;
            while (due - time.GetElapsedTime(began).TotalMilliseconds is > 0 and var left)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left)), time, cancellationToken);
            late.Add(time.GetElapsedTime(began).TotalMilliseconds - due);
        }
    }

    private static async Task FastAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var player = new TapePlayer("lodge", _ => Readings(Fast), new PlayOptions { Speed = null }, time);
        await player.RunAsync((_, _, _, _) => Task.CompletedTask, cancellationToken);
        Console.WriteLine(FormattableString.Invariant($"as fast as it goes: {Fast / time.GetElapsedTime(since).TotalSeconds:N0} readings/s into chunks"));
    }

    private static void Print(string what, List<double> late)
    {
        late.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"{what}: {late.Count} readings, late by p50 {late[late.Count / 2]:0.00}, p99 {late[late.Count * 99 / 100]:0.00}, most {late[^1]:0.00} ms"));
    }
}
