using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>Takes acknowledgements from the link's thread and settles them on the sender's: releases rows, then tells the window.</summary>
internal sealed partial class AckInbox
{
    private readonly NodeOutbox outbox;
    private readonly SenderTally tally;
    private readonly Func<OutboxId, bool> isOurs;
    private readonly ILogger logger;
    private readonly Channel<ReadOnlyMemory<byte>> waiting;

    /// <summary>Makes an empty one.</summary>
    /// <param name="outbox">Whose rows are released.</param>
    /// <param name="tally">What is counted.</param>
    /// <param name="isOurs">Other outboxes of this node, whose acknowledgements are nothing to be counted.</param>
    /// <param name="logger">The log.</param>
    public AckInbox(NodeOutbox outbox, SenderTally tally, Func<OutboxId, bool> isOurs, ILogger logger)
    {
        (this.outbox, this.tally, this.isOurs, this.logger) = (outbox, tally, isOurs, logger);
        // a lost acknowledgement costs one copy of its chunk
        waiting = Channel.CreateBounded<ReadOnlyMemory<byte>>(
            new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => tally.LostAck());
    }

    /// <summary>An acknowledgement came. Returns at once.</summary>
    public void Put(ReadOnlyMemory<byte> json) => waiting.Writer.TryWrite(json);

    /// <summary>Settles all that came.</summary>
    /// <returns>Did a collector of this outbox answer?</returns>
    /// <exception cref="OutboxException">Rows could not be released; their acknowledgement waits for the next try.</exception>
    public bool Settle(SendWindow window)
    {
        var heard = false;
        while (waiting.Reader.TryPeek(out var json))
        {
            // taken away only once it is settled: after a full disk all that was acknowledged meanwhile would else wait for its time-out
            heard |= Settle(window, json.Span);
            waiting.Reader.TryRead(out _);
        }

        return heard;
    }

    private bool Settle(SendWindow window, ReadOnlySpan<byte> json)
    {
        Acknowledgement acknowledgement;
        try
        {
            acknowledgement = WireJson.ReadAcknowledgement(json);
        }
        catch (WireException fault)
        {
            if (tally.LostAck() == 1)
                Log.BadAcknowledgement(logger, fault.Message);
            return false;
        }

        ImmutableArray<RowRange> rows = [];
        switch (window.Judge(acknowledgement))
        {
            case AckVerdict.Settles:
                rows = Release(window.Outbox, acknowledgement);
                break;
            case AckVerdict.Here:
                break;
            case AckVerdict.NotSentYet:
                tally.Skipped();
                break;
            case AckVerdict.OtherOutbox:
                if (!isOurs(acknowledgement.Outbox))
                    tally.Skipped();
                return false;
            default:
                tally.Forged();
                return false;
        }

        window.Heard(rows);
        tally.Answered();
        return true;
    }

    private ImmutableArray<RowRange> Release(OutboxId id, Acknowledgement acknowledgement)
    {
        ImmutableArray<RowRange> rows = [.. acknowledgement.Stored, .. acknowledgement.Refused.Select(r => r.Rows)];
        tally.Released(outbox.Release(id, rows));
        if (!acknowledgement.Refused.IsEmpty)
            tally.Refused(acknowledgement.Refused.Sum(r => r.Rows.Count), acknowledgement.Refused[^1].Reason);
        return rows;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "cannot read an acknowledgement: {Fault}; check the collector's version (further ones are only counted)")]
        public static partial void BadAcknowledgement(ILogger logger, string fault);
    }
}
