using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>Writing and reading a full chunk, beside the framework's source-generated serializer with equal plain objects.</summary>
internal static class WireBenchmark
{
    private const int Rows = WireLimits.ChunkReadings;
    private const int Chunks = 300;

    /// <summary>Runs the rounds, ours and the peer in turn.</summary>
    public static Task RunAsync(int rounds)
    {
        var readings = CircuitReadings.Take(Rows).Select((reading, i) => new Numbered(812_300 + i, reading)).ToImmutableArray();
        var chunk = new Chunk(OutboxId.Parse("0123456789abcdef0123456789abcdef"), readings, []);
        var plain = new WireRows { Outbox = chunk.Outbox.ToString(), Readings = [.. readings.Select(Plain)] };
        var output = new ArrayBufferWriter<byte>(WireLimits.ChunkBytes * 2);

        void Write()
        {
            output.ResetWrittenCount();
            WireJson.WriteChunk(output, chunk);
        }

        using var peerWriter = new Utf8JsonWriter(output);
        void WritePeer()
        {
            output.ResetWrittenCount();
            peerWriter.Reset(output);
            JsonSerializer.Serialize(peerWriter, plain, WireRowsJson.Default.WireRows);
        }

        WritePeer();
        var theirs = output.WrittenSpan.ToArray();
        Write();
        var json = output.WrittenSpan.ToArray();
        if (!json.AsSpan().SequenceEqual(theirs))
            throw new InvalidOperationException("ours and the peer write different bytes: the comparison would mean nothing");
        Console.WriteLine($"one chunk: {Rows} readings, {json.Length} bytes, {(double)json.Length / Rows:0.0} bytes a reading; both write the same bytes");

        var pairs = new[]
        {
            new Pair("write", Write, WritePeer),
            new Pair("read", () => Use(WireJson.ReadChunk(json)), () => Use(JsonSerializer.Deserialize(json, WireRowsJson.Default.WireRows))),
        };
        foreach (var pair in pairs)
            pair.Warm();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var pair in pairs)
                pair.Round();
        }

        foreach (var pair in pairs)
            pair.Print();
        Console.WriteLine($"load at the end {Machine.Load()}");
        return Task.CompletedTask;
    }

    private static void Use(object? result) => GC.KeepAlive(result);

    private static WireRow Plain(Numbered row) => new()
    {
        N = row.N,
        S = row.Reading.Sensor,
        T = row.Reading.T,
        PowerW = row.Reading.Values[Quantity.PowerW],
        VoltageV = row.Reading.Values[Quantity.VoltageV],
        CurrentA = row.Reading.Values[Quantity.CurrentA],
        EnergyWh = row.Reading.Values[Quantity.EnergyWh],
        EnergyFrom = row.Reading.EnergyFrom,
    };

    private sealed class Pair(string name, Action ours, Action peer)
    {
        private readonly Figures time = new($"{name}, ours", "us a reading");
        private readonly Figures peerTime = new($"{name}, System.Text.Json source-generated", "us a reading");
        private readonly Figures bytes = new($"{name}, ours, allocated", "bytes a reading");
        private readonly Figures peerBytes = new($"{name}, System.Text.Json, allocated", "bytes a reading");

        public void Warm()
        {
            // long enough for the compiler's second tier
            for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromSeconds(2);)
            {
                ours();
                peer();
            }
        }

        public void Round()
        {
            Measure(ours, time, bytes);
            Measure(peer, peerTime, peerBytes);
        }

        public void Print()
        {
            time.Print();
            peerTime.Print();
            time.PrintRatio($"{name}, time, ours / peer", peerTime);
            bytes.Print();
            peerBytes.Print();
        }

        private static void Measure(Action work, Figures time, Figures bytes)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var since = Stopwatch.GetTimestamp();
            for (var i = 0; i < Chunks; i++)
                work();
            time.Add(Stopwatch.GetElapsedTime(since).TotalMicroseconds / (Chunks * Rows));
            bytes.Add((double)(GC.GetAllocatedBytesForCurrentThread() - before) / (Chunks * Rows));
        }
    }
}
