using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>Committing readings to the outbox beside the bare library that inserts the same bodies, ready packed, into the same table.</summary>
internal static class OutboxBenchmark
{
    private const int Rows = 200_000;
    private const int CommitRows = 500;
    private const int RowsOf72Hours = 72 * 3600 * 8;

    /// <summary>Runs the rounds, ours and the peer in turn.</summary>
    public static Task RunAsync(int rounds)
    {
        var readings = CircuitReadings.Take(Rows).ToArray();
        var commits = readings.Chunk(CommitRows).ToArray();
        var counters = commits.Select(rows => (IReadOnlyCollection<CounterState>)[.. rows.TakeLast(CircuitReadings.Circuits)
            .Select(r => new CounterState(r.Sensor, r.Values[Quantity.EnergyWh]!.Value, r.EnergyFrom!.Value, r.T))]).ToArray();
        var packed = readings.Select(Pack).ToArray();

        var (ours, bare) = (new Figures("commit, ours, 500 rows and 8 counters a commit", "rows/s"), new Figures("commit, bare prepared statement, 500 rows a commit", "rows/s"));
        var (size, allocated) = (new Figures("size on disk", "bytes a row"), new Figures("allocated by a commit", "bytes a row"));
        for (var round = -1; round < rounds; round++)
        {
            var mine = Commit(commits, counters);
            var theirs = InsertBare(packed);
            if (round < 0)
                continue; // the first warms up
            ours.Add(mine.RowsPerSecond);
            size.Add(mine.BytesPerRow);
            allocated.Add(mine.AllocatedPerRow);
            bare.Add(theirs);
        }

        ours.Print();
        bare.Print();
        ours.PrintRatio("commit, ours / bare", bare);
        allocated.Print();
        size.Print();
        Fill72Hours();
        Console.WriteLine($"load at the end {Machine.Load()}");
        return Task.CompletedTask;
    }

    private static (double RowsPerSecond, double BytesPerRow, double AllocatedPerRow) Commit(Reading[][] commits, IReadOnlyCollection<CounterState>[] counters)
    {
        using var folder = new TemporaryFolder();
        using var outbox = NodeOutbox.Open(folder.Path, "benchmark", TimeProvider.System, NullLogger.Instance);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < commits.Length; i++)
            outbox.Commit(commits[i], counters[i]);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        return (Rows / seconds, (double)outbox.Status().Bytes / Rows, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Rows);
    }

    // written for real, second by second as a node does it (but for the time between), with the journal emptied into the file at the end
    private static void Fill72Hours()
    {
        using var folder = new TemporaryFolder();
        using (var outbox = NodeOutbox.Open(folder.Path, "benchmark", TimeProvider.System, NullLogger.Instance))
        {
            foreach (var commit in CircuitReadings.Take(RowsOf72Hours).Chunk(CommitRows))
                outbox.Commit(commit, []);
            if (outbox.Status() is { Dropped: > 0 } full)
                throw new InvalidOperationException($"{full.Dropped} readings did not fit");
        }

        var bytes = new FileInfo(Path.Combine(folder.Path, NodeOutbox.FileName)).Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"72 h of 8 sensors at 1 Hz: {RowsOf72Hours:N0} rows written, the file has {bytes / 1e6:0.0} MB"));
    }

    private static double InsertBare(byte[][] packed)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "bare.sqlite");
        using var connection = OutboxSchema.Connect(path, readOnly: false);
        OutboxSchema.Ensure(connection, path, "benchmark", TimeProvider.System);
        using var insert = new BareStatement(connection, "INSERT INTO row(n, body) VALUES (?, ?)");
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < packed.Length; i++)
        {
            if (i % CommitRows == 0)
                BareStatement.Run(connection, "BEGIN IMMEDIATE");
            insert.Bind(1, i + 1L);
            insert.Bind(2, packed[i]);
            insert.Step();
            insert.Reset();
            if (i % CommitRows == CommitRows - 1)
                BareStatement.Run(connection, "COMMIT");
        }

        return Rows / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static byte[] Pack(Reading reading)
    {
        Span<byte> body = stackalloc byte[RowCodec.MaxReadingBytes];
        return body[..RowCodec.Write(reading, 1, body)].ToArray();
    }
}
