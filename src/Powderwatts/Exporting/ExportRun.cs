using System.Buffers;
using System.Globalization;
using Powderwatts.Processes;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings;
using Powderwatts.Store;
using Powderwatts.Tape;
using Powderwatts.Tape.Importing;
using Powderwatts.Tapes;

namespace Powderwatts.Exporting;

/// <summary>`export`: readings of the store, or of a tape, as CSV or line protocol, streamed.</summary>
internal sealed class ExportRun(ExportOptions options, TextWriter words, bool showProgress)
{
    private const int FlushBytes = 64 * 1024;
    private const long ProgressRows = 100_000;

    private readonly HashSet<Series> series = [];
    private long rows;
    private long first = long.MaxValue;
    private long last = long.MinValue;
    private long foreign;

    /// <summary>Exports from the store of a rig.</summary>
    /// <exception cref="StartException">The store does not answer, or the file cannot be written.</exception>
    public async Task<int> OfStoreAsync(Rig rig, string data, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on
        var zone = rig.Site.Zone;
        var question = new RowsQuestion(
            options.Site ?? rig.Site.Id,
            options.Origin ?? (rig.IsSimulated ? Origin.Sim : Origin.Live),
            options.From?.In(zone) ?? 0,
            options.To?.In(zone) ?? time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            Node = options.Node,
            Sensor = options.Sensor,
        };
        CheckPeriod(question.From, question.To);
        try
        {
            await using var store = RigStore.OpenReadOnly(rig.Store, data, time);
            await WriteAsync(store.RowsAsync(question, cancellationToken), cancellationToken);
            words.WriteLine(Summary($"origin {question.Origin.Name()} of {store.Name}"));
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped();
        }
        catch (Exception fault) when (fault is StoreException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(fault is StoreException ? fault.Message : $"cannot export: {fault.Message}", fault);
        }
    }

    /// <summary>Exports a tape; 1 when a part of it cannot be read.</summary>
    /// <exception cref="StartException">It is no tape, or the file cannot be written.</exception>
    public async Task<int> OfTapeAsync(string path, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on
        try
        {
            using var tape = TapeReader.Open(path);
            var zone = TapeZone.Of(tape.Header);
            var from = options.From?.In(zone) ?? 0;
            var to = options.To?.In(zone) ?? long.MaxValue;
            CheckPeriod(from, to);
            await WriteAsync(ExportRows.OfTapeAsync(tape, options, from, to, cancellationToken), cancellationToken);
            words.WriteLine(Summary($"tape {RowFault.Quoted(path)}"));
            if (tape.End.Ending == TapeEnding.Complete)
                return ExitCode.Done;
            words.WriteLine($"the tape cannot be read to its end: {tape.End.Reason}; what can be read is exported");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Stopped();
        }
        catch (Exception fault) when (fault is TapeException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(fault is TapeException ? fault.Message : $"cannot export: {fault.Message}", fault);
        }
    }

    private static void CheckPeriod(long from, long to)
    {
        if (from >= to)
            throw new StartException("cannot export this period: it ends before it begins; put --from before --to");
    }

    private int Stopped()
    {
        words.WriteLine(options.Output is null ? "stopped: what was written is not whole" : "stopped; nothing was written");
        return ExitCode.Failed;
    }

    private async Task WriteAsync(IAsyncEnumerable<StoredReading> readings, CancellationToken cancellationToken)
    {
        IExportFormat format = options.Format == "line" ? new LineExport(options.WithSequence) : new CsvExport(options.WithSequence);
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        await using var file = ExportFile.Open(options.Output, options.Force);
        format.Begin(buffer);
        await foreach (var row in readings.WithCancellation(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // what others wrote into our measurements may have any name: only ours can neither break a line nor be a formula
            if (!Id.IsValid(row.Series.Node) || !Id.IsValid(row.Series.Sensor) || row.Reading.Values.Count == 0)
            {
                foreign++;
                continue;
            }

            format.Write(buffer, row);
            Count(row);
            if (buffer.WrittenCount < FlushBytes)
                continue;
            await file.Stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
            buffer.ResetWrittenCount();
        }

        await file.Stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
        await file.CompleteAsync(cancellationToken);
    }

    private void Count(in StoredReading row)
    {
        (first, last) = (Math.Min(first, row.Reading.T), Math.Max(last, row.Reading.T));
        series.Add(row.Series);
        if (++rows % ProgressRows == 0 && showProgress)
            words.Write(string.Create(CultureInfo.InvariantCulture, $"\r{rows:N0} readings, up to {UtcText.Seconds(row.Reading.T)}"));
    }

    private string Summary(string source)
    {
        var clear = showProgress && rows >= ProgressRows ? "\r" + new string(' ', 70) + "\r" : "";
        var skipped = foreign > 0 ? string.Create(CultureInfo.InvariantCulture, $"; left out {foreign} that are none of ours (no ids, or no quantity)") : "";
        return clear + (rows == 0
            ? $"no readings in this period, {source}"
            : string.Create(CultureInfo.InvariantCulture, $"{rows} readings of {series.Count} sensor{(series.Count == 1 ? "" : "s")}, {UtcText.Seconds(first)} to {UtcText.Seconds(last)}, {source}")) + skipped;
    }
}
