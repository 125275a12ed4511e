using Microsoft.Extensions.Logging;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Edge.Publishing;

/// <summary>Counts what the sender does, for health. Written by the sender's one loop, read by any thread.</summary>
internal sealed partial class SenderTally(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan complainFor = TimeSpan.FromMinutes(10);

    private SenderView counts = new();
    private volatile SenderView view = new();
    private long lostAcks;
    private long complainedAt;

    /// <summary>How it stands.</summary>
    public SenderView View => view;

    /// <summary>The broker took a chunk.</summary>
    public void Sent(bool again, PublishOutcome outcome) => counts = counts with
    {
        SentChunks = counts.SentChunks + 1,
        ResentChunks = counts.ResentChunks + (again ? 1 : 0),
        NoSubscriberSince = outcome == PublishOutcome.NoSubscriber ? counts.NoSubscriberSince ?? time.GetTimestamp() : null,
    };

    /// <summary>A collector has answered.</summary>
    public void Answered() => counts = counts with { NoSubscriberSince = null };

    /// <summary>Rows were released.</summary>
    public void Released(long rows) => counts = counts with { AcknowledgedRows = counts.AcknowledgedRows + rows };

    /// <summary>A collector refused rows.</summary>
    public void Refused(long rows, string reason)
    {
        counts = counts with { RefusedRows = counts.RefusedRows + rows };
        Complain($"a collector has refused rows, the last because: {reason}");
    }

    /// <summary>Rows went to the node's own dead letters.</summary>
    public void Buried(int rows) => counts = counts with { DeadLetters = counts.DeadLetters + rows };

    /// <summary>An acknowledgement was for another outbox or an earlier run.</summary>
    public void Skipped() => counts = counts with { SkippedAcks = counts.SkippedAcks + 1 };

    /// <summary>An acknowledgement named rows that were never sent.</summary>
    public void Forged()
    {
        counts = counts with { ForgedAcks = counts.ForgedAcks + 1 };
        Complain("an acknowledgement names rows that were never sent; it was refused");
    }

    /// <summary>An acknowledgement could not be read, or not in time.</summary>
    /// <returns>How many so far.</returns>
    public long LostAck() => Interlocked.Increment(ref lostAcks);

    /// <summary>The outbox or the dead letters fail; null when they work again.</summary>
    /// <returns>Is it news?</returns>
    public bool Fault(string? message)
    {
        var isNews = counts.Fault != message;
        counts = counts with { Fault = message };
        return isNews;
    }

    /// <summary>Shows it all.</summary>
    public void Show(SendWindow window)
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

    private void Complain(string text)
    {
        complainedAt = time.GetTimestamp();
        if (counts.Complaint != text)
            Log.Complaint(logger, text);
        counts = counts with { Complaint = text };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Text}; see the collector's dead letters and who may write to 'ack'")]
        public static partial void Complaint(ILogger logger, string text);
    }
}
