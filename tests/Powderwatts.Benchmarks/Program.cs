using Powderwatts.Benchmarks;
using Powderwatts.Benchmarks.Parts;
using Powderwatts.Benchmarks.Processes;

// the peer of a start: nothing of ours is loaded before it
if (args is ["empty", var address])
    return await EmptyServer.RunAsync(address);

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var rounds = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 5;
Func<int, CancellationToken, Task>? benchmark = args.FirstOrDefault() switch
{
    "wire" => (count, _) => WireBenchmark.RunAsync(count),
    "store" => StoreBenchmark.RunAsync,
    "outbox" => (count, _) => OutboxBenchmark.RunAsync(count),
    "tape" => (count, _) => TapeBenchmark.RunAsync(count),
    "replay" => ReplayBenchmark.RunAsync,
    "start" => StartBenchmark.RunAsync,
    "first" => FirstStartBenchmark.RunAsync,
    "rest" => RestBenchmark.RunAsync,
    "chunks" => ChunksBenchmark.RunAsync,
    _ => null,
};
if (benchmark is null)
{
    Console.Error.WriteLine("usage: Powderwatts.Benchmarks wire|store|outbox|tape|replay|start|first|rest|chunks [ROUNDS]   (see BENCHMARKS.md)");
    return 2;
}

Machine.Describe();
await benchmark(rounds, stop.Token);
return 0;
