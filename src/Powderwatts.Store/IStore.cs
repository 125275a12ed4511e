using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store;

/// <summary>Where readings are kept for good: writes rows, answers the dashboard's questions.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The name for messages: `SQLite /path/store.sqlite`, `InfluxDB http://127.0.0.1:8086`.</summary>
    string Name { get; }

    /// <summary>
    /// Writes rows; returns after the store has confirmed them. A row with a known identity replaces the old one. Rows that
    /// the store will never take are returned; all others are stored.
    /// </summary>
    /// <exception cref="StoreException">Nothing may be acknowledged; retry the same rows.</exception>
    Task<IReadOnlyList<StoreRefusal>> WriteAsync(IReadOnlyList<NodeBatch> batches, CancellationToken cancellationToken);

    /// <summary>The newest row of every series of a site and an origin.</summary>
    Task<IReadOnlyList<StoredReading>> LastAsync(string site, Origin origin, CancellationToken cancellationToken);

    /// <summary>Min, mean, max and last per bucket, with the gaps.</summary>
    Task<History> HistoryAsync(HistoryQuestion question, CancellationToken cancellationToken);

    /// <summary>What energy totals are worked out from, per circuit of the site.</summary>
    Task<IReadOnlyList<CircuitCounter>> CountersAsync(CounterQuestion question, CancellationToken cancellationToken);

    /// <summary>
    /// Every reading of a period, streamed in order of instant, node and sensor, in bounded memory. Rows that are written meanwhile may
    /// or may not be among them.
    /// </summary>
    /// <exception cref="StoreException">It does not answer.</exception>
    IAsyncEnumerable<StoredReading> RowsAsync(RowsQuestion question, CancellationToken cancellationToken);

    /// <summary>
    /// Which rows of an outbox it holds, readings and gap rows, in every database: rising ranges that do not touch. It is asked by
    /// `audit`, and may take a while.
    /// </summary>
    /// <exception cref="StoreException">It does not answer, or holds sequences too far apart for the memory of <see cref="SequenceSet"/>.</exception>
    Task<IReadOnlyList<RowRange>> SequencesAsync(OutboxId outbox, CancellationToken cancellationToken);

    /// <summary>What the gap rows of an outbox say that its node dropped: their `from` and `to`, in any order, overlapping or not.</summary>
    /// <exception cref="StoreException">It does not answer.</exception>
    Task<IReadOnlyList<RowRange>> DroppedAsync(OutboxId outbox, CancellationToken cancellationToken);
}
