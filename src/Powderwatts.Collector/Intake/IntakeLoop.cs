using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Collector.Intake;

/// <summary>
/// The collector's one road: gather chunks, write them, keep what was refused, then acknowledge. An acknowledgement is sent
/// only after the store has confirmed and the dead letters are synced; nothing else ever releases a node's rows.
/// </summary>
internal sealed partial class IntakeLoop(
    CollectorSettings settings, ChunkQueue queue, KnownNodes nodes, IStore store, DeadLetterStore deadLetters, CollectorCounts counts,
    CollectorHealth health, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> acknowledge, StoreBackoff backoff,
    TimeProvider time, ILogger logger)
{
    private readonly RowRules rules = new(settings.OldestLive, settings.FurthestLive);
    private readonly ArrayBufferWriter<byte> payload = new(1024);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var batch = await GatherAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var refusals = await WriteAsync(batch, cancellationToken).ConfigureAwait(false);
                await SettleAsync(batch, refusals, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                foreach (var chunk in batch.Taken)
                    queue.Settle(chunk);
            }

            health.Refresh();
        }
    }

    /// <summary>Waits for a chunk, then for more until there are enough or the linger is over.</summary>
    private async Task<IntakeBatch> GatherAsync(CancellationToken cancellationToken)
    {
        var batch = new IntakeBatch();
        Take(batch, await queue.Waiting.ReadAsync(cancellationToken).ConfigureAwait(false));
        using var linger = new CancellationTokenSource(settings.Linger, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(linger.Token, cancellationToken);
        while (batch.Rows < settings.MostRows)
        {
            if (queue.Waiting.TryRead(out var chunk))
            {
                Take(batch, chunk);
                continue;
            }

            if (batch.Rows >= settings.EnoughRows || batch.Taken.Count >= settings.EnoughChunks)
                break;
            try
            {
                await queue.Waiting.WaitToReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                break;
            }
        }

        return batch;
    }

    private void Take(IntakeBatch batch, PendingChunk chunk)
    {
        batch.Taken.Add(chunk);
        if (chunk.Node is null)
        {
            batch.Malformed.Add((chunk, "the topic is none of wire contract version 1"));
            return;
        }

        if (chunk.Length > WireLimits.PayloadBytes)
        {
            batch.Malformed.Add((chunk, string.Create(CultureInfo.InvariantCulture,
                $"{chunk.Length} bytes; at most {WireLimits.PayloadBytes} are taken")));
            return;
        }

        ReceivedChunk received;
        try
        {
            received = WireJson.ReadChunk(chunk.Payload);
        }
        catch (WireException fault)
        {
            batch.Malformed.Add((chunk, fault.Message));
            return;
        }

        // a node beyond the limit is not answered: it keeps its rows, and a made-up one costs nothing
        if (nodes.Admit(chunk.Node.Site, chunk.Node.Node) is not { } node)
        {
            Interlocked.Increment(ref counts.Ignored);
            return;
        }

        var (good, refused) = rules.Sort(received, node, time.GetUtcNow());
        batch.Add(new(chunk.Topic, node, new(chunk.Node.Site, chunk.Node.Node, good.Outbox, good.Readings, good.Gaps), refused));
    }

    /// <summary>Writes until the store confirms. Meanwhile the queue fills, and the nodes hold what does not fit.</summary>
    private async Task<IReadOnlyList<StoreRefusal>> WriteAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Rows == 0)
            return [];
        NodeBatch[] rows = [.. batch.Chunks.Select(chunk => chunk.Batch)];
        while (true)
        {
            StoreException failure;
            try
            {
                var refusals = await store.WriteAsync(rows, cancellationToken).ConfigureAwait(false);
                Interlocked.Increment(ref counts.Writes);
                Interlocked.Add(ref counts.Stored, batch.Rows - refusals.Count);
                if (!health.StoreIsUp)
                {
                    Log.StoreUp(logger, store.Name);
                    health.Store(null);
                }

                backoff.Reset();
                return refusals;
            }
            catch (StoreException error)
            {
                failure = error;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // a store that fails in a way of its own must not take the collector down with it
                failure = new(Failure.Retry, $"cannot write to the store '{store.Name}': {error.Message}; see the log", error);
            }

            Interlocked.Increment(ref counts.Failures);
            if (health.StoreIsUp)
                Log.StoreDown(logger, failure.Message, failure);
            health.Store(failure);
            await Task.Delay(backoff.Next(failure), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(IntakeBatch batch, IReadOnlyList<StoreRefusal> refusals, CancellationToken cancellationToken)
    {
        var refusedByStore = refusals.ToLookup(refusal => refusal.Batch);
        var own = new List<DeadLetter>();
        var foreign = new List<DeadLetter>();
        var settlements = new Dictionary<(string, string, OutboxId), Settlement>();
        var refusedRows = new List<(Settlement Settlement, RefusedRow Row)>();
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();

        for (var i = 0; i < batch.Chunks.Count; i++)
        {
            var chunk = batch.Chunks[i];
            var key = (chunk.Batch.Site, chunk.Batch.Node, chunk.Batch.Outbox);
            if (!settlements.TryGetValue(key, out var settlement))
                settlements[key] = settlement = new(chunk.Batch.Site, chunk.Batch.Node, chunk.Batch.Outbox);
            var bad = refusedByStore[i].ToDictionary(refusal => refusal.N, refusal => refusal.Reason);
            IEnumerable<RefusedRow> rows = chunk.Refused;
            if (bad.Count > 0)
                rows = rows.Concat(RefusedByStore(chunk.Batch, bad));
            foreach (var row in rows)
            {
                refusedRows.Add((settlement, row));
                (chunk.Node.IsDescribed ? own : foreign).Add(
                    new(now, chunk.Topic, chunk.Batch.Outbox.ToString(), row.N, row.Reason, Encoding.UTF8.GetBytes(row.Json)));
            }

            foreach (ref readonly var row in chunk.Batch.Readings.AsSpan())
            {
                if (!bad.ContainsKey(row.N))
                    settlement.Store(row.N, row.Reading.T, row.Reading.T);
            }

            foreach (var gap in chunk.Batch.Gaps)
            {
                if (!bad.ContainsKey(gap.N))
                    settlement.Store(gap.N, gap.FirstT, gap.LastT);
            }
        }

        foreach (var (pending, reason) in batch.Malformed)
        {
            Interlocked.Increment(ref counts.Malformed);
            var described = pending.Node is { } node && nodes.Find(node.Site, node.Node) is { IsDescribed: true };
            (described ? own : foreign).Add(new(now, pending.Topic, null, null, reason, pending.Payload));
        }

        if (await KeepAsync(own, foreign, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Add(ref counts.Refused, refusedRows.Count);
            foreach (var (settlement, row) in refusedRows)
                settlement.Refuse(row.N, row.Reason);
        }

        foreach (var settlement in settlements.Values)
            await AcknowledgeAsync(settlement, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<RefusedRow> RefusedByStore(NodeBatch batch, Dictionary<long, string> bad) =>
        batch.Readings.Where(row => bad.ContainsKey(row.N)).Select(row => RowRules.Refuse(batch.Outbox, row, bad[row.N]))
            .Concat(batch.Gaps.Where(gap => bad.ContainsKey(gap.N)).Select(gap => RowRules.Refuse(batch.Outbox, gap, bad[gap.N])));

    /// <summary>Writes dead letters. False when they are not surely on disk: then nothing of them may be settled.</summary>
    private async Task<bool> KeepAsync(List<DeadLetter> own, List<DeadLetter> foreign, CancellationToken cancellationToken)
    {
        if (own.Count + foreign.Count == 0)
            return true;
        try
        {
            if (deadLetters.OwnCount + deadLetters.ForeignCount == 0)
                Log.FirstLetter(logger, (own.Count > 0 ? own : foreign)[0].Reason, deadLetters.Folder);
            await deadLetters.AppendAsync(own, foreign, cancellationToken).ConfigureAwait(false);
            health.DeadLetters(null);
            return true;
        }
        catch (IOException error)
        {
            if (Interlocked.Increment(ref counts.LettersFailed) == 1)
                Log.LettersFailed(logger, deadLetters.Folder, error.Message);
            health.DeadLetters($"cannot write dead letters: {error.Message}");
            return false;
        }
    }

    private async Task AcknowledgeAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        foreach (var acknowledgement in settlement.Acknowledge())
        {
            payload.ResetWrittenCount();
            WireJson.WriteAcknowledgement(payload, acknowledgement);
            await acknowledge(settlement.Topic, payload.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The store is down: {Message}. Nothing is lost: nodes keep their readings until it answers")]
        public static partial void StoreDown(ILogger logger, string message, Exception error);

        [LoggerMessage(LogLevel.Information, "The store is up: {Store}")]
        public static partial void StoreUp(ILogger logger, string store);

        [LoggerMessage(LogLevel.Warning, "The first refusal of this run: {Reason}. It is in the dead letters, {Folder}")]
        public static partial void FirstLetter(ILogger logger, string reason, string folder);

        [LoggerMessage(LogLevel.Error, "cannot write dead letters to '{Folder}': {Cause}; make room or check the folder's mode")]
        public static partial void LettersFailed(ILogger logger, string folder, string cause);
    }
}
