using System.Buffers;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Collector.Intake;

/// <summary>Answers every `about` with an empty acknowledgement, "I am here", whatever the store is doing.</summary>
internal sealed class AboutLoop(
    AboutQueue queue, KnownNodes nodes, DeadLetterStore deadLetters, CollectorCounts counts, CollectorHealth health,
    Func<string, ReadOnlyMemory<byte>, CancellationToken, Task> acknowledge, TimeProvider time)
{
    private readonly ArrayBufferWriter<byte> payload = new(128);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var malformed = new List<DeadLetter>();
            foreach (var about in await queue.TakeAsync(cancellationToken).ConfigureAwait(false))
            {
                if (about.Length == 0)
                    continue; // a tape that has ended is taken off the broker
                if (Read(about, malformed) is not { } read)
                    continue;
                if (nodes.Admit(about.Node!.Site, about.Node.Node) is not { } node)
                {
                    Interlocked.Increment(ref counts.Ignored);
                    continue;
                }

                node.Describe();
                payload.ResetWrittenCount();
                WireJson.WriteAcknowledgement(payload, Acknowledgement.Empty(read.Outbox));
                await acknowledge(Topics.Ack(about.Node.Site, about.Node.Node), payload.WrittenMemory, cancellationToken).ConfigureAwait(false);
            }

            await KeepAsync(malformed, cancellationToken).ConfigureAwait(false);
        }
    }

    private About? Read(PendingChunk about, List<DeadLetter> malformed)
    {
        string reason;
        try
        {
            if (about.Length <= WireLimits.PayloadBytes)
                return WireJson.ReadAbout(about.Payload);
            reason = "the payload is too long";
        }
        catch (WireException fault)
        {
            reason = fault.Message;
        }

        Interlocked.Increment(ref counts.Malformed);
        malformed.Add(new(time.GetUtcNow().ToUnixTimeMilliseconds(), about.Topic, null, null, reason, about.Payload));
        return null;
    }

    private async Task KeepAsync(List<DeadLetter> malformed, CancellationToken cancellationToken)
    {
        if (malformed.Count == 0)
            return;
        try
        {
            await deadLetters.AppendAsync([], malformed, cancellationToken).ConfigureAwait(false);
            health.DeadLetters(null);
        }
        catch (IOException error)
        {
            Interlocked.Increment(ref counts.LettersFailed);
            health.DeadLetters($"cannot write dead letters: {error.Message}");
        }
    }
}
