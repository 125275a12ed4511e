using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>Carries out what the <see cref="SendWindow"/> decides: reads rows, publishes chunks, releases what is acknowledged.</summary>
internal sealed partial class ChunkLoop
{
    private static readonly TimeSpan pauseAfterFault = TimeSpan.FromSeconds(5);

    private readonly NodeOutbox outbox;
    private readonly Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<PublishOutcome>> publish;
    private readonly NodeDeadLetters deadLetters;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly string topic;
    private readonly ChunkBuilder builder = new();
    private readonly Wakening wakening;
    private readonly SenderTally tally;
    private readonly AckInbox acknowledgements;
    private SendWindow window;
    private int rewinds;
    private bool endsWhenEmpty;
    private volatile bool ready;
    private volatile bool linkLost;
    private long nothingUpTo; // no unacknowledged row between what was sent and here

    /// <summary>Makes a sender of one outbox's rows.</summary>
    /// <param name="node">Whose topic they go to.</param>
    /// <param name="outbox">The outbox.</param>
    /// <param name="publish">Gives a chunk to the broker.</param>
    /// <param name="deadLetters">Where rows go that can never be delivered.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="isOurs">Other outboxes of this node.</param>
    public ChunkLoop(
        NodeFacts node, NodeOutbox outbox, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<PublishOutcome>> publish, NodeDeadLetters deadLetters,
        TimeProvider time, ILogger logger, Func<OutboxId, bool> isOurs)
    {
        (this.outbox, this.publish, this.deadLetters, this.time, this.logger) = (outbox, publish, deadLetters, time, logger);
        topic = Topics.Data(node.Site, node.Node);
        wakening = new Wakening(time);
        tally = new SenderTally(time, logger);
        acknowledgements = new AckInbox(outbox, tally, isOurs, logger);
        (window, rewinds) = (NewWindow(outbox.Highest), outbox.Rewinds);
        outbox.Committed += _ => wakening.Wake();
    }

    /// <summary>How it stands.</summary>
    public SenderView View => tally.View;

    /// <summary>May rows that wait for a trusted clock be sent as they are? Asked when nothing else is left to be sent.</summary>
    public Func<bool> MayEndHold { get; init; } = () => true;

    /// <summary>A collector of this outbox has answered.</summary>
    public Action Heard { get; init; } = () => { };

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
        acknowledgements.Put(json);
        wakening.Wake();
    }

    /// <summary>Sends until cancelled. A damaged outbox is replaced.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await StepAsync(cancellationToken);
                tally.Fault(null);
            }
            catch (Exception fault) when (fault is OutboxException or IOException or UnauthorizedAccessException)
            {
                Failed(fault.Message);
                try
                {
                    // the sampling may have noticed it first: then there is a new outbox already
                    if (fault is OutboxException { Fault: OutboxFault.Damaged } && outbox.Id == window.Outbox)
                        outbox.ReplaceDamaged();
                }
                catch (Exception again) when (again is OutboxException or IOException or UnauthorizedAccessException)
                {
                    tally.Fault(again.Message); // no new one could be begun; tried again like any other fault
                }

                await Task.Delay(pauseAfterFault, time, cancellationToken);
            }
        }
    }

    /// <summary>Sends until every row is settled: of an outbox that gets no more.</summary>
    /// <exception cref="OutboxException">It is damaged, or made by a newer program.</exception>
    public async Task RunUntilEmptyAsync(CancellationToken cancellationToken)
    {
        endsWhenEmpty = true;
        while (!IsEmpty)
        {
            try
            {
                await StepAsync(cancellationToken);
                tally.Fault(null);
            }
            catch (Exception fault) when (fault is OutboxException { Fault: OutboxFault.Retry } or IOException or UnauthorizedAccessException)
            {
                Failed(fault.Message);
                await Task.Delay(pauseAfterFault, time, cancellationToken);
            }
        }
    }

    private bool IsEmpty => outbox.UnacknowledgedUpTo(outbox.Highest) == 0;

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (await TurnAsync(cancellationToken) is { Action: SendAction.Wait } step && !(endsWhenEmpty && IsEmpty))
            await wakening.WaitAsync(step.Wait, cancellationToken);
    }

    /// <summary>Does what is to be done now, one step of it.</summary>
    /// <returns>The step; one that says how long to wait has done nothing.</returns>
    internal async Task<SendStep> TurnAsync(CancellationToken cancellationToken)
    {
        if (window.Outbox != outbox.Id)
            (window, nothingUpTo) = (NewWindow(0), 0);
        if (rewinds != outbox.Rewinds)
            (rewinds, window, nothingUpTo) = (outbox.Rewinds, NewWindow(outbox.Highest), 0); // from the oldest unacknowledged row again: what is on its way comes twice and collapses
        if (linkLost)
        {
            linkLost = false;
            window.LinkLost();
        }

        if (acknowledgements.Settle(window))
            Heard();
        outbox.InFlightUpTo = window.UnacknowledgedUpTo;
        if (ready && outbox.Sendable < outbox.Highest && MayEndHold())
            outbox.EndHold(null);
        var step = ready
            ? window.Next(outbox.Sendable > Math.Max(window.HighestSent, nothingUpTo))
            : new SendStep(SendAction.Wait, null, null);
        tally.Show(window);
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
        }

        return step;
    }

    private async Task SendNewAsync(CancellationToken cancellationToken)
    {
        var upTo = outbox.Sendable;
        var batch = outbox.ReadAfter(window.HighestSent, WireLimits.ChunkReadings);
        if (batch.Outbox != window.Outbox)
            return;
        if (batch.IsEmpty)
        {
            nothingUpTo = upTo;
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
        var outcome = await publish(topic, json, cancellationToken);
        switch (outcome)
        {
            case PublishOutcome.Sent or PublishOutcome.NoSubscriber:
                tally.Sent(again, outcome);
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
        tally.Buried(rows.Length);
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

    private void Failed(string fault)
    {
        if (tally.Fault(fault))
            Log.Fault(logger, fault);
        tally.Show(window);
    }

    private SendWindow NewWindow(long highestAtStart) => new(outbox.Id, highestAtStart, time, Random.Shared);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Fault}")]
        public static partial void Fault(ILogger logger, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "moved {Rows} rows into the dead letters, the first of them row {First}: {Reason}")]
        public static partial void Buried(ILogger logger, int rows, long first, string reason);
    }
}
