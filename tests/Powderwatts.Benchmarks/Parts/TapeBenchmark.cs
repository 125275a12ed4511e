using System.Diagnostics;
using System.IO.Compression;
using Powderwatts.Tape;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>Writing and reading a tape in memory, beside plain gzip of the same lines: the ceiling, as it parses and checks nothing.</summary>
internal static class TapeBenchmark
{
    private const int Count = 200_000;

    /// <summary>Runs the rounds, ours and the ceiling in turn.</summary>
    public static Task RunAsync(int rounds)
    {
        var readings = CircuitReadings.Take(Count).Select(reading => new TapeReading("booth-pi", reading)).ToArray();
        var (tape, plain) = (new MemoryStream(), new MemoryStream());
        Write(readings, tape);
        var lines = Inflate(tape.ToArray());
        var writes = new Pair("write", lines.Length, () => Write(readings, tape), () => Deflate(lines, plain));
        var stored = tape.ToArray();
        var reads = new Pair("read", lines.Length, () => Read(stored), () => Inflate(stored));
        Console.WriteLine($"{Count} readings, {lines.Length} bytes of lines, {stored.Length} bytes of tape, {(double)stored.Length / Count:0.0} bytes a reading; plain gzip {Deflate(lines, plain)} bytes");

        foreach (var seconds in new[] { 1, 5, 60 })
        {
            var flushed = new MemoryStream();
            Write(readings, flushed, seconds * CircuitReadings.Circuits);
            Console.WriteLine($"a flush every {seconds} s of {CircuitReadings.Circuits} sensors at 1 Hz: {(double)flushed.Length / Count:0.0} bytes a reading");
        }

        for (var round = 0; round <= rounds; round++)
        {
            writes.Round(keep: round > 0);
            reads.Round(keep: round > 0);
        }

        writes.Print();
        reads.Print();
        Seeks(stored, rounds);
        Console.WriteLine($"load at the end {Machine.Load()}");
        return Task.CompletedTask;
    }

    private static void Write(TapeReading[] readings, MemoryStream into, int flush = int.MaxValue)
    {
        into.SetLength(0);
        using var kept = new KeptOpen(into);
        using var writer = TapeWriter.Create(
            kept, new TapeHeader("lodge", "Lodge roof", "UTC", [], TapeHeader.FromData, "powderwatts", null, CircuitReadings.Begin));
        for (var i = 0; i < readings.Length; i++)
        {
            writer.Write(readings[i]);
            if (i % flush == flush - 1)
                writer.Flush();
        }

        writer.Complete();
    }

    private static long Read(byte[] tape)
    {
        using var reader = TapeReader.Open(new MemoryStream(tape));
        var count = 0L;
        while (reader.TryRead(out _))
            count++;
        return count == Count && reader.End.Ending == TapeEnding.Complete ? count : throw new InvalidOperationException("the tape was not read");
    }

    private static long Deflate(byte[] lines, MemoryStream into)
    {
        into.SetLength(0);
        using (var gzip = new GZipStream(into, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(lines);
        return into.Length;
    }

    private static byte[] Inflate(byte[] tape)
    {
        using var gzip = new GZipStream(new MemoryStream(tape), CompressionMode.Decompress);
        var lines = new MemoryStream(tape.Length * 8);
        gzip.CopyTo(lines, 64 * 1024);
        return lines.ToArray();
    }

    private static void Seeks(byte[] tape, int rounds)
    {
        var seek = new Figures("open, seek to the middle, read one", "ms");
        for (var round = 0; round < rounds * 20; round++)
        {
            var since = Stopwatch.GetTimestamp();
            using var reader = TapeReader.Open(new MemoryStream(tape));
            reader.SeekTo(CircuitReadings.Begin + (Count / CircuitReadings.Circuits / 2 * 1000L));
            reader.TryRead(out _);
            seek.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        seek.Print();
    }

    private sealed class KeptOpen(MemoryStream stream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => stream.Length;

        public override long Position
        {
            get => stream.Position;
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => stream.Write(buffer);
    }

    private sealed class Pair(string name, int bytes, Action ours, Action ceiling)
    {
        private readonly Figures speed = new($"{name}, ours", "readings/s");
        private readonly Figures rate = new($"{name}, ours, lines", "MB/s");
        private readonly Figures ceilingRate = new($"{name}, plain gzip, lines", "MB/s");
        private readonly Figures allocated = new($"{name}, ours, allocated", "bytes a reading");

        public void Round(bool keep)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var mine = Seconds(ours);
            var made = GC.GetAllocatedBytesForCurrentThread() - before;
            var theirs = Seconds(ceiling);
            if (!keep)
                return; // the first round pays for the compiler
            speed.Add(Count / mine);
            rate.Add(bytes / mine / 1e6);
            ceilingRate.Add(bytes / theirs / 1e6);
            allocated.Add((double)made / Count);
        }

        public void Print()
        {
            speed.Print();
            rate.Print();
            ceilingRate.Print();
            rate.PrintRatio($"{name}, ours / plain gzip", ceilingRate);
            allocated.Print();
        }

        private static double Seconds(Action work)
        {
            var since = Stopwatch.GetTimestamp();
            work();
            return Stopwatch.GetElapsedTime(since).TotalSeconds;
        }
    }
}
