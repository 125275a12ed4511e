using System.Threading.Channels;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Tests.Collector;

/// <summary>A store that remembers what it confirmed, and fails as told.</summary>
internal sealed class FakeStore : IStore
{
    private readonly Lock gate = new();

    public string Name => "fake";

    /// <summary>Failures to come, oldest first.</summary>
    public Queue<Exception> Failures { get; } = new();

    /// <summary>When set, writes fail with it for ever.</summary>
    public volatile Exception? Broken;

    /// <summary>Rows that it will never take.</summary>
    public Dictionary<long, string> Poison { get; } = [];

    /// <summary>One entry for each write that was tried.</summary>
    public Channel<int> Attempts { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Every confirmed row.</summary>
    public List<(string Site, string Node, OutboxId Outbox, long N)> Rows { get; } = [];

    public int MostRowsInAWrite { get; private set; }

    public Task<IReadOnlyList<StoreRefusal>> WriteAsync(IReadOnlyList<NodeBatch> batches, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Attempts.Writer.TryWrite(batches.Sum(b => b.Readings.Length));
            if (Broken is { } broken)
                return Task.FromException<IReadOnlyList<StoreRefusal>>(broken);
            if (Failures.TryDequeue(out var failure))
                return Task.FromException<IReadOnlyList<StoreRefusal>>(failure);
            var refusals = new List<StoreRefusal>();
            var rows = 0;
            for (var i = 0; i < batches.Count; i++)
            {
                foreach (var n in batches[i].Readings.Select(r => r.N).Concat(batches[i].Gaps.Select(g => g.N)))
                {
                    rows++;
                    if (Poison.TryGetValue(n, out var reason))
                        refusals.Add(new(i, n, reason));
                    else
                        Rows.Add((batches[i].Site, batches[i].Node, batches[i].Outbox, n));
                }
            }

            MostRowsInAWrite = Math.Max(MostRowsInAWrite, rows);
            return Task.FromResult<IReadOnlyList<StoreRefusal>>(refusals);
        }
    }

    public Task<IReadOnlyList<StoredReading>> LastAsync(string site, Origin origin, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<History> HistoryAsync(HistoryQuestion question, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<CircuitCounter>> CountersAsync(CounterQuestion question, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<StoredReading> RowsAsync(RowsQuestion question, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RowRange>> SequencesAsync(OutboxId outbox, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<RowRange>> DroppedAsync(OutboxId outbox, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
