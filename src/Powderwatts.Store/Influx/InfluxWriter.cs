using System.Collections.Concurrent;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Store.Influx;

/// <summary>
/// Writes rows in large requests. Lines of one request stand for each other as little as possible: what is too large is halved,
/// and a refused line is found by halves and named, while its neighbours are stored. Sending a line again is free of harm, as a
/// point with a known identity replaces itself.
/// </summary>
internal sealed class InfluxWriter(InfluxConnection connection, TimeProvider time) : IDisposable
{
    /// <summary>Requests that may be spent on finding refused lines of one batch; then what is left goes line by line.</summary>
    public const int SearchRequests = 64;

    /// <summary>The wait between lines that go one by one.</summary>
    public static readonly TimeSpan LineWait = TimeSpan.FromMilliseconds(100);

    private const int LeastBytes = 1024;
    private readonly ConcurrentBag<LineBatch> idle = [];
    private int mostBytes = LineBatch.MostBytes; // shrinks when the server says that it takes less

    /// <summary>Writes all rows; returns those that the server will never take.</summary>
    /// <exception cref="StoreException">Nothing may be acknowledged.</exception>
    public async Task<IReadOnlyList<StoreRefusal>> WriteAsync(IReadOnlyList<NodeBatch> batches, CancellationToken cancellationToken)
    {
        var refusals = new RefusalList();
        if (!idle.TryTake(out var lines))
            lines = new();
        try
        {
            await WriteAsync(batches, demo: false, lines, refusals, cancellationToken).ConfigureAwait(false);
            await WriteAsync(batches, demo: true, lines, refusals, cancellationToken).ConfigureAwait(false);
            return refusals.ToList();
        }
        finally
        {
            lines.Clear();
            if (idle.Count < 2)
                idle.Add(lines);
            else
                lines.Dispose();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var lines))
            lines.Dispose();
    }

    private async Task WriteAsync(
        IReadOnlyList<NodeBatch> batches, bool demo, LineBatch lines, RefusalList refusals, CancellationToken cancellationToken)
    {
        var database = demo ? connection.Options.DemoDatabase : connection.Options.LiveDatabase;
        for (var batch = 0; batch < batches.Count; batch++)
        {
            var rows = batches[batch];
            foreach (var row in rows.Readings)
            {
                if (row.Reading.Origin != Origin.Live != demo)
                    continue;
                try
                {
                    lines.Add(batch, rows, in row);
                }
                catch (FormatException error)
                {
                    refusals.Add(batch, row.N, error.Message);
                }

                if (lines.IsFull(mostBytes))
                    await FlushAsync(database, lines, refusals, cancellationToken).ConfigureAwait(false);
            }

            foreach (var gap in rows.Gaps)
            {
                if (gap.Origin != Origin.Live != demo)
                    continue;
                foreach (var sensor in gap.Sensors)
                {
                    try
                    {
                        lines.Add(batch, rows, gap, sensor);
                    }
                    catch (FormatException error)
                    {
                        refusals.Add(batch, gap.N, error.Message);
                    }

                    if (lines.IsFull(mostBytes))
                        await FlushAsync(database, lines, refusals, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        await FlushAsync(database, lines, refusals, cancellationToken).ConfigureAwait(false);
    }

    private async Task FlushAsync(string database, LineBatch lines, RefusalList refusals, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
            return;
        var waiting = new Stack<(int First, int Count)>();
        waiting.Push((0, lines.Count));
        var searching = false;
        var searches = 0;
        while (waiting.TryPop(out var run))
        {
            var oneByOne = searching && searches >= SearchRequests;
            if (run.Count > 1 && (oneByOne || lines.Bytes(run.First, run.Count) > mostBytes))
            {
                Halve(waiting, run);
                continue;
            }

            if (oneByOne)
                await Task.Delay(LineWait, time, cancellationToken).ConfigureAwait(false);
            if (searching)
                searches++;
            var reply = await connection.WriteAsync(database, lines.Compress(run.First, run.Count), cancellationToken).ConfigureAwait(false);
            var verdict = WritePolicy.Judge(connection.Options.Version, reply, time.GetUtcNow());
            switch (verdict.Action)
            {
                case WriteAction.Ok:
                    break;
                case WriteAction.Halve when run.Count > 1:
                    mostBytes = Math.Max(LeastBytes, Math.Min(mostBytes, lines.Bytes(run.First, run.Count) / 2));
                    Halve(waiting, run);
                    break;
                case WriteAction.Bisect when run.Count > 1:
                    searching = true;
                    Halve(waiting, run);
                    break;
                case WriteAction.Halve:
                    refusals.Add(lines.RowOf(run.First), string.Create(CultureInfo.InvariantCulture,
                        $"{lines.Bytes(run.First, 1)} bytes are too large for the server ({verdict.Reason})"));
                    break;
                case WriteAction.Bisect:
                    refusals.Add(lines.RowOf(run.First), verdict.Reason);
                    break;
                default:
                    throw InfluxErrors.Refused("write to", connection.Options, database, reply.Status, verdict);
            }
        }

        lines.Clear();
    }

    // the first half on top: lines go out in their order
    private static void Halve(Stack<(int First, int Count)> waiting, (int First, int Count) run)
    {
        var half = run.Count / 2;
        waiting.Push((run.First + half, run.Count - half));
        waiting.Push((run.First, half));
    }
}
