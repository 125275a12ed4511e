using System.Buffers;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Collector.Intake;

/// <summary>
/// The `about` payloads that wait to be answered, the newest a node. Bounded in number and bytes: more are dropped and counted,
/// they come again within a minute. Thread-safe.
/// </summary>
internal sealed class AboutQueue(int mostNodes, long mostBytes) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, PendingChunk> waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim signal = new(0);
    private long bytes;

    /// <summary>Keeps it, over an older one of the same node. False when too much waits.</summary>
    public bool Offer(string topic, NodeTopic node, in ReadOnlySequence<byte> payload)
    {
        var kept = payload.Slice(0, Math.Min(payload.Length, WireLimits.PayloadBytes + 1));
        lock (gate)
        {
            var older = waiting.TryGetValue(topic, out var known) ? known.Payload.Length : 0;
            if ((known is null && waiting.Count >= mostNodes) || bytes - older + kept.Length > mostBytes)
                return false;
            if (waiting.Count == 0)
                signal.Release();
            waiting[topic] = new(topic, node, kept.ToArray(), payload.Length);
            bytes += kept.Length - older;
            return true;
        }
    }

    /// <summary>Waits for some, then takes all.</summary>
    public async Task<IReadOnlyList<PendingChunk>> TakeAsync(CancellationToken cancellationToken)
    {
        await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            PendingChunk[] all = [.. waiting.Values];
            waiting.Clear();
            bytes = 0;
            return all;
        }
    }

    public void Dispose() => signal.Dispose();
}
