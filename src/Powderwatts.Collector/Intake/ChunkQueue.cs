using System.Buffers;
using System.Threading.Channels;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Collector.Intake;

/// <summary>
/// The chunks between arrival and settlement, bounded in number and bytes over that whole way, one copy of each: a resend of
/// what is still waiting, byte for byte, is dropped. When full it takes nothing; the nodes hold their rows. Thread-safe.
/// </summary>
internal sealed class ChunkQueue(int mostChunks, long mostBytes)
{
    private readonly Lock gate = new();
    private readonly List<PendingChunk> pending = [];
    private readonly Channel<PendingChunk> waiting = Channel.CreateBounded<PendingChunk>(mostChunks);
    private long bytes;

    /// <summary>Chunks that are not settled.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return pending.Count;
        }
    }

    /// <summary>Would a chunk be turned away?</summary>
    public bool IsFull
    {
        get
        {
            lock (gate)
                return pending.Count >= mostChunks || bytes >= mostBytes;
        }
    }

    /// <summary>Chunks to read.</summary>
    public ChannelReader<PendingChunk> Waiting => waiting.Reader;

    /// <summary>Copies the payload in, or says why not. Never blocks.</summary>
    public OfferOutcome Offer(string topic, NodeTopic? node, in ReadOnlySequence<byte> payload)
    {
        // of what is too long only a dead letter will be made
        var kept = payload.Length <= WireLimits.PayloadBytes ? payload : payload.Slice(0, DeadLetter.PayloadBytes);
        lock (gate)
        {
            foreach (var other in pending)
            {
                if (other.Length == payload.Length && other.Topic == topic && IsSame(kept, other.Payload))
                    return OfferOutcome.Known;
            }

            if (pending.Count >= mostChunks || bytes + kept.Length > mostBytes)
                return OfferOutcome.Full;
            var chunk = new PendingChunk(topic, node, kept.ToArray(), payload.Length);
            pending.Add(chunk);
            bytes += chunk.Payload.Length;
            waiting.Writer.TryWrite(chunk); // always fits: it holds no more than is pending
            return OfferOutcome.Taken;
        }
    }

    /// <summary>Lets go of a chunk.</summary>
    public void Settle(PendingChunk chunk)
    {
        lock (gate)
        {
            pending.RemoveAll(other => ReferenceEquals(other, chunk));
            bytes -= chunk.Payload.Length;
        }
    }

    private static bool IsSame(in ReadOnlySequence<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
            return false;
        foreach (var segment in left)
        {
            if (!segment.Span.SequenceEqual(right[..segment.Length]))
                return false;
            right = right[segment.Length..];
        }

        return true;
    }
}
