using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>Carries out what the <see cref="SendWindow"/> decides: reads rows, publishes chunks, releases what is acknowledged.</summary>
internal sealed partial class ChunkLoop
{
    private static readonly TimeSpan pauseAfterFault = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan complainFor = TimeSpan.FromMinutes(10);

    private readonly NodeOutbox outbox;
    private readonly MqttLink link;
    private readonly NodeDeadLetters deadLetters;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly string topic;
    private readonly ChunkBuilder builder = new();
    private readonly Wakening wakening;
    private readonly Channel<ReadOnlyMemory<byte>> acknowledgements;
    private SendWindow window;
    private SenderView counts = new();
    private volatile SenderView view = new();
    private volatile bool ready;
    private volatile bool linkLost;
    private long lostAcks;
    private long nothingUpTo; // no unacknowledged row between what was sent and here
    private long complainedAt;

    public ChunkLoop(NodeFacts node, NodeOutbox outbox, MqttLink link, NodeDeadLetters deadLetters, TimeProvider time, ILogger logger)
    {
        (this.outbox, this.link, this.deadLetters, this.time, this.logger) = (outbox, link, deadLetters, time, logger);
        topic = Topics.Data(node.Site, node.Node);
        wakening = new Wakening(time);
        window = NewWindow(outbox.Highest);
        // a lost acknowledgement costs one copy of its chunk
        acknowledgements = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref lostAcks));
        outbox.Committed += _ => wakening.Wake();
    }

    /// <summary>How it stands.</summary>
    public SenderView View => view;

    /// <summary>The descriptions are exchanged: chunks may go.</summary>
    public void LinkReady()
    {
        ready = true;
        wakening.Wake();
    }

    /// <summary>The link is down.</summary>
    public void LinkDown()
    {
        ready = false;
        linkLost = true;
        wakening.Wake();
    }

    /// <summary>An acknowledgement came. Returns at once.</summary>
    public void Acknowledged(ReadOnlyMemory<byte> json)
    {
        acknowledgements.Writer.TryWrite(json);
        wakening.Wake();
    }

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await StepAsync(cancellationToken);
                counts = counts with { Fault = null };
            }
            catch (Exception fault) when (fault is OutboxException or IOException or UnauthorizedAccessException)
            {
                if (counts.Fault != fault.Message)
                    Log.Fault(logger, fault.Message);
                counts = counts with { Fault = fault.Message };
                ShowView();
                try
                {
                    ReplaceIfDamaged(fault);
                }
                catch (Exception again) when (again is OutboxException or IOException or UnauthorizedAccessException)
                {
                    counts = counts with { Fault = again.Message }; // no new one could be begun; tried again like any other fault
                }

                await Task.Delay(pauseAfterFault, time, cancellationToken);
            }
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (window.Outbox != outbox.Id)
            (window, nothingUpTo) = (NewWindow(0), 0);
        if (linkLost)
        {
            linkLost = false;
            window.LinkLost();
        }

        while (acknowledgements.Reader.TryRead(out var json))
            Settle(json.Span);
        outbox.InFlightUpTo = window.UnacknowledgedUpTo;
        var step = ready
            ? window.Next(outbox.Highest > Math.Max(window.HighestSent, nothingUpTo))
            : new SendStep(SendAction.Wait, null, null);
        ShowView();
        switch (step.Action)
        {
            case SendAction.SendNew:
                await SendNewAsync(cancellationToken);
                break;
            case SendAction.Resend:
                await ResendAsync(step.Chunk!, cancellationToken);
                break;
            case SendAction.DeadLetter:
                GiveUp(step.Chunk!);
                break;
            default:
                await wakening.WaitAsync(step.Wait, cancellationToken);
                break;
        }
    }

    private async Task SendNewAsync(CancellationToken cancellationToken)
    {
        var highest = outbox.Highest;
        var batch = outbox.ReadAfter(window.HighestSent, WireLimits.ChunkReadings);
        if (batch.Outbox != window.Outbox)
            return;
        if (batch.IsEmpty)
        {
            nothingUpTo = highest;
            return;
        }

        var built = builder.Build(batch);
        Bury(built.Refused);
        if (built.Rows.IsEmpty)
            return;
        var chunk = window.SendingNew(built.Rows);
        outbox.InFlightUpTo = window.UnacknowledgedUpTo;
        await PublishAsync(chunk, built.Json, false, cancellationToken);
    }

    private async Task ResendAsync(SentChunk chunk, CancellationToken cancellationToken)
    {
        var batch = Read(chunk);
        if (batch.Outbox != window.Outbox)
            return;
        var built = builder.Build(batch);
        Bury(built.Refused);
        if (!window.Trim(chunk, ChunkBuilder.Ranges(batch)) || built.Rows.IsEmpty)
            return;
        window.Sending(chunk);
        await PublishAsync(chunk, built.Json, true, cancellationToken);
    }

    private async Task PublishAsync(SentChunk chunk, ReadOnlyMemory<byte> json, bool again, CancellationToken cancellationToken)
    {
        var outcome = await link.PublishAsync(topic, json, 1, false, cancellationToken);
        switch (outcome)
        {
            case PublishOutcome.Sent or PublishOutcome.NoSubscriber:
                counts = counts with
                {
                    SentChunks = counts.SentChunks + 1,
                    ResentChunks = counts.ResentChunks + (again ? 1 : 0),
                    NoSubscriberSince = outcome == PublishOutcome.NoSubscriber ? counts.NoSubscriberSince ?? time.GetTimestamp() : null,
                };
                break;
            case PublishOutcome.Busy:
                window.Busy(chunk);
                break;
            case PublishOutcome.Refused:
                window.Refused(chunk);
                break;
            default:
                window.NotSent(chunk);
                break;
        }
    }

    private void Settle(ReadOnlySpan<byte> json)
    {
        Acknowledgement acknowledgement;
        try
        {
            acknowledgement = WireJson.ReadAcknowledgement(json);
        }
        catch (WireException fault)
        {
            if (Interlocked.Increment(ref lostAcks) == 1)
                Log.BadAcknowledgement(logger, fault.Message);
            return;
        }

        switch (window.Judge(acknowledgement))
        {
            case AckVerdict.Settles:
                Release(acknowledgement);
                break;
            case AckVerdict.Here:
                Answered([]);
                break;
            case AckVerdict.NotSentYet:
                counts = counts with { SkippedAcks = counts.SkippedAcks + 1 };
                Answered([]);
                break;
            case AckVerdict.OtherOutbox:
                counts = counts with { SkippedAcks = counts.SkippedAcks + 1 };
                break;
            default:
                counts = counts with { ForgedAcks = counts.ForgedAcks + 1 };
                Complain("an acknowledgement names rows that were never sent; it was refused");
                break;
        }
    }

    private void Release(Acknowledgement acknowledgement)
    {
        ImmutableArray<RowRange> rows = [.. acknowledgement.Stored, .. acknowledgement.Refused.Select(r => r.Rows)];
        var released = outbox.Release(window.Outbox, rows);
        counts = counts with { AcknowledgedRows = counts.AcknowledgedRows + released };
        if (!acknowledgement.Refused.IsEmpty)
        {
            var refused = acknowledgement.Refused.Sum(r => r.Rows.Count);
            counts = counts with { RefusedRows = counts.RefusedRows + refused };
            Complain($"a collector has refused rows, the last because: {acknowledgement.Refused[^1].Reason}");
        }

        Answered(rows);
    }

    private void Answered(ImmutableArray<RowRange> rows)
    {
        window.Heard(rows);
        link.ResetBackoff();
        counts = counts with { NoSubscriberSince = null };
    }

    private void GiveUp(SentChunk chunk)
    {
        var row = Read(chunk);
        if (!row.IsEmpty)
        {
            Bury([new RefusedRow(
                chunk.From, "unanswered 5 times while others were answered", NodeDeadLetters.Cut(builder.Text(row)))]);
        }

        window.Forget(chunk);
    }

    /// <summary>Into the dead letters first, out of the outbox then: a crash between the two leaves it in both, never in none.</summary>
    private void Bury(ImmutableArray<RefusedRow> rows)
    {
        if (rows.IsEmpty)
            return;
        deadLetters.Append(topic, window.Outbox, rows);
        outbox.Release(window.Outbox, [.. rows.Select(r => new RowRange(r.N, r.N))]);
        counts = counts with { DeadLetters = counts.DeadLetters + rows.Length };
        Log.Buried(logger, rows.Length, rows[0].N, rows[0].Reason);
    }

    private OutboxBatch Read(SentChunk chunk)
    {
        var batch = outbox.ReadAfter(chunk.From - 1, (int)Math.Min(chunk.Count, WireLimits.ChunkReadings));
        return batch with
        {
            Readings = [.. batch.Readings.Where(r => chunk.Contains(r.N))],
            Gaps = [.. batch.Gaps.Where(g => chunk.Contains(g.N))],
        };
    }

    private void Complain(string text)
    {
        complainedAt = time.GetTimestamp();
        if (counts.Complaint != text)
            Log.Complaint(logger, text);
        counts = counts with { Complaint = text };
    }

    private void ReplaceIfDamaged(Exception fault)
    {
        // the sampling may have noticed it first: then there is a new outbox already
        if (fault is OutboxException { Fault: OutboxFault.Damaged } && outbox.Id == window.Outbox)
            outbox.ReplaceDamaged();
    }

    private void ShowView()
    {
        if (counts.Complaint is not null && time.GetElapsedTime(complainedAt) > complainFor)
            counts = counts with { Complaint = null };
        view = counts with
        {
            Window = window.Size,
            InFlight = window.InFlight,
            Silence = window.IsSilent ? window.Timeout : null,
            LostAcks = Interlocked.Read(ref lostAcks),
        };
    }

    private SendWindow NewWindow(long highestAtStart) => new(outbox.Id, highestAtStart, time, Random.Shared);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
        public static partial void Fault(ILogger logger, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "cannot read an acknowledgement: {Fault}; check the collector's version (further ones are only counted)")]
        public static partial void BadAcknowledgement(ILogger logger, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}; see the collector's dead letters and who may write to 'ack'")]
        public static partial void Complaint(ILogger logger, string text);

        [LoggerMessage(Level = LogLevel.Warning, Message = "moved {Rows} rows into the dead letters, the first of them row {First}: {Reason}")]
        public static partial void Buried(ILogger logger, int rows, long first, string reason);
    }
}
