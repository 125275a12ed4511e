using System.Runtime.CompilerServices;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Answers;

namespace Powderwatts.Store.Sqlite;

/// <summary>
/// The embedded store: `store.sqlite` for origin live and `store-demo.sqlite` for replay and sim, in the data folder. One
/// process writes; any number may read beside it.
/// </summary>
public sealed class SqliteStore : IStore
{
    /// <summary>The file for origin live.</summary>
    public const string LiveFile = "store.sqlite";

    /// <summary>The file for origins replay and sim.</summary>
    public const string DemoFile = "store-demo.sqlite";

    private readonly SqliteFile live;
    private readonly SqliteFile demo;

    private SqliteStore(string folder, bool readOnly)
    {
        Name = $"SQLite {folder}";
        live = new(Path.Combine(folder, LiveFile), readOnly);
        try
        {
            demo = new(Path.Combine(folder, DemoFile), readOnly);
        }
        catch
        {
            live.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Opens the store of a data folder for writing and reading; makes folder and files when they are new.</summary>
    /// <exception cref="StoreException">A file is damaged, belongs to a newer program, or may not be written.</exception>
    public static SqliteStore Open(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(Failure.RetrySlowly,
                $"cannot make the folder '{folder}': {error.Message}; choose another with --data", error);
        }

        return new(folder, readOnly: false);
    }

    /// <summary>
    /// The store of a data folder for reading only. Its files are opened with the first question, so it may be made before they
    /// exist; until then questions throw <see cref="StoreException"/>.
    /// </summary>
    public static SqliteStore OpenReadOnly(string folder) => new(folder, readOnly: true);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoreRefusal>> WriteAsync(IReadOnlyList<NodeBatch> batches, CancellationToken cancellationToken)
    {
        if (Any(batches, IsLive))
            await live.WriteAsync(batches, IsLive, cancellationToken).ConfigureAwait(false);
        if (Any(batches, IsDemo))
            await demo.WriteAsync(batches, IsDemo, cancellationToken).ConfigureAwait(false);
        return []; // every row that the wire contract lets through fits the tables
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredReading>> LastAsync(string site, Origin origin, CancellationToken cancellationToken) =>
        await FileOf(origin).AskAsync(reader => reader.Last(site, origin), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<History> HistoryAsync(HistoryQuestion question, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.BucketMs, 1);
        return FileOf(question.Series.Origin).AskAsync(reader => reader.History(question), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CircuitCounter>> CountersAsync(CounterQuestion question, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Boundaries.Length, 2);
        return await FileOf(question.Origin).AskAsync(reader => reader.Counters(question), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredReading> RowsAsync(RowsQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = FileOf(question.Origin);
        var asked = await file.AskAsync(reader => reader.Asked(question), cancellationToken).ConfigureAwait(false);
        RowPage[] pages = [.. asked.Select(one => new RowPage(async (from, most, cancelled) =>
            await file.AskAsync(reader => reader.Page(one.Id, one.Series, from, question.To, most), cancelled).ConfigureAwait(false)))];
        await foreach (var row in RowMerge.RowsAsync(pages, question.From, cancellationToken).ConfigureAwait(false))
            yield return row;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RowRange>> SequencesAsync(OutboxId outbox, CancellationToken cancellationToken)
    {
        var held = new SequenceSet();
        foreach (var file in new[] { live, demo })
        {
            await file.AskAsync(reader => reader.Sequences(outbox.First12, held) ? 0 : throw new StoreException(Failure.RetrySlowly,
                $"cannot list the rows of outbox '{outbox}' in the store '{Name}': its sequences are too far apart; look for rows that it never sent"),
                cancellationToken).ConfigureAwait(false);
        }

        return [.. held.Ranges()];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RowRange>> DroppedAsync(OutboxId outbox, CancellationToken cancellationToken)
    {
        var dropped = new List<RowRange>();
        foreach (var file in new[] { live, demo })
            dropped.AddRange(await file.AskAsync(reader => reader.Dropped(outbox.First12), cancellationToken).ConfigureAwait(false));
        return dropped;
    }

    /// <summary>Closes the files. No question or write may be running.</summary>
    public ValueTask DisposeAsync()
    {
        live.Dispose();
        demo.Dispose();
        return ValueTask.CompletedTask;
    }

    private SqliteFile FileOf(Origin origin) => IsLive(origin) ? live : demo;

    private static bool IsLive(Origin origin) => origin == Origin.Live;

    private static bool IsDemo(Origin origin) => origin != Origin.Live;

    private static bool Any(IReadOnlyList<NodeBatch> batches, Func<Origin, bool> belongs)
    {
        foreach (var batch in batches)
        {
            foreach (ref readonly var row in batch.Readings.AsSpan())
            {
                if (belongs(row.Reading.Origin))
                    return true;
            }

            foreach (var gap in batch.Gaps)
            {
                if (belongs(gap.Origin))
                    return true;
            }
        }

        return false;
    }
}
