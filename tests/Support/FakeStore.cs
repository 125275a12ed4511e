using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Tests;

/// <summary>A store that answers what a test tells it to.</summary>
internal sealed class FakeStore : IStore
{
    public string Name => "the test's store";

    public List<StoredReading> Last { get; } = [];

    public History History { get; set; } = new([], []);

    public List<CircuitCounter> Counters { get; } = [];

    public Exception? Fault { get; set; }

    public List<HistoryQuestion> HistoryQuestions { get; } = [];

    public List<CounterQuestion> CounterQuestions { get; } = [];

    public Task<IReadOnlyList<StoreRefusal>> WriteAsync(IReadOnlyList<NodeBatch> batches, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a dashboard writes nothing");

    public Task<IReadOnlyList<StoredReading>> LastAsync(string site, Origin origin, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<StoredReading>>([.. Last.Where(r => r.Series.Origin == origin)]);

    public Task<History> HistoryAsync(HistoryQuestion question, CancellationToken cancellationToken)
    {
        HistoryQuestions.Add(question);
        return Answer(History);
    }

    public Task<IReadOnlyList<CircuitCounter>> CountersAsync(CounterQuestion question, CancellationToken cancellationToken)
    {
        CounterQuestions.Add(question);
        return Answer<IReadOnlyList<CircuitCounter>>(Counters.ToImmutableArray());
    }

    public async IAsyncEnumerable<StoredReading> RowsAsync(RowsQuestion question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var row in await Answer(Last))
            yield return row;
    }

    public List<RowRange> Sequences { get; } = [];

    public List<RowRange> Dropped { get; } = [];

    public Task<IReadOnlyList<RowRange>> SequencesAsync(OutboxId outbox, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<RowRange>>(Sequences);

    public Task<IReadOnlyList<RowRange>> DroppedAsync(OutboxId outbox, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<RowRange>>(Dropped);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Answer<T>(T answer) => Fault is null ? Task.FromResult(answer) : Task.FromException<T>(Fault);
}
