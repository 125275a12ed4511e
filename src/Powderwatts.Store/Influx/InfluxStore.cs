using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store.Influx;

/// <summary>
/// InfluxDB 1, 2 or 3 over HTTP: lines of line protocol in, questions of InfluxQL out. Origin live has a database (bucket) of its
/// own, replay and sim share another. A write returns after the server has confirmed it.
/// </summary>
public sealed class InfluxStore : IStore
{
    private readonly InfluxConnection connection;
    private readonly InfluxWriter writer;
    private readonly InfluxReader reader;

    /// <summary>Prepares the store; nothing is connected before the first row or question.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is none of 1, 2 and 3.</exception>
    public InfluxStore(InfluxOptions options, TimeProvider time)
    {
        connection = new(options, time);
        writer = new(connection, time);
        reader = new(connection, time);
        Name = options.Name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoreRefusal>> WriteAsync(IReadOnlyList<NodeBatch> batches, CancellationToken cancellationToken) =>
        writer.WriteAsync(batches, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredReading>> LastAsync(string site, Origin origin, CancellationToken cancellationToken) =>
        reader.LastAsync(site, origin, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">InfluxDB 3 Core does not answer this far back, or the period holds too many rows.</exception>
    public Task<History> HistoryAsync(HistoryQuestion question, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.BucketMs, 1);
        return reader.HistoryAsync(question, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">InfluxDB 3 Core does not answer this far back.</exception>
    public Task<IReadOnlyList<CircuitCounter>> CountersAsync(CounterQuestion question, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Boundaries.Length, 2);
        return reader.CountersAsync(question, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">InfluxDB 3 Core does not answer this far back.</exception>
    public IAsyncEnumerable<StoredReading> RowsAsync(RowsQuestion question, CancellationToken cancellationToken) =>
        reader.RowsAsync(question, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">InfluxDB 3 Core does not answer this far back.</exception>
    public Task<IReadOnlyList<RowRange>> SequencesAsync(OutboxId outbox, CancellationToken cancellationToken) =>
        reader.SequencesAsync(outbox, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">InfluxDB 3 Core does not answer this far back.</exception>
    public Task<IReadOnlyList<RowRange>> DroppedAsync(OutboxId outbox, CancellationToken cancellationToken) =>
        reader.DroppedAsync(outbox, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        writer.Dispose();
        connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
