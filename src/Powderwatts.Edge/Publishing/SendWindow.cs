using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// Decides what is sent when: one outbox's chunks on their way, and what silence and acknowledgements mean for them. Does no I/O.
/// Only acknowledgements open the window; what the broker says of a publish does not. Used by one loop only.
/// </summary>
/// <param name="outbox">The outbox that numbers the rows.</param>
/// <param name="highestAtStart">The highest sequence that an earlier run may have sent.</param>
/// <param name="time">The clock; only its monotonic part is used.</param>
/// <param name="random">The dice for the jitter.</param>
internal sealed class SendWindow(OutboxId outbox, long highestAtStart, TimeProvider time, Random random)
{
    /// <summary>Chunks on their way at most. Below the 32 that Mosquitto keeps for a client.</summary>
    public const int Largest = 16;

    /// <summary>So often a chunk may stay unanswered while others are answered, before it is halved.</summary>
    public const int UnansweredAtMost = 5;

    /// <summary>The first time-out.</summary>
    public static readonly TimeSpan FirstTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The last time-out.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan resendAfter = TimeSpan.FromSeconds(1);

    private readonly List<SentChunk> chunks = []; // rising, not overlapping
    private readonly Backoff busyBackoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), random);
    private TimeSpan nominalTimeout = FirstTimeout;
    private long quietSince;
    private long settledOrder; // what was sent before this order has seen others answered
    private long order;
    private long answers; // that settled something
    private long lastSentFrom;
    private bool goingRound;
    private (long Since, TimeSpan Length) hold;

    /// <summary>The outbox that numbers the rows.</summary>
    public OutboxId Outbox => outbox;

    /// <summary>Chunks that may be on their way.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>The time-out in force.</summary>
    public TimeSpan Timeout { get; private set; } = FirstTimeout;

    /// <summary>The highest sequence that this run has sent; 0 when none.</summary>
    public long HighestSent { get; private set; }

    /// <summary>Chunks on their way.</summary>
    public int InFlight => chunks.Count(c => !c.Waiting);

    /// <summary>Chunks that are not wholly acknowledged.</summary>
    public int Unacknowledged => chunks.Count;

    /// <summary>The highest sequence among them; 0 when there are none.</summary>
    public long UnacknowledgedUpTo => chunks.Count == 0 ? 0 : chunks[^1].To;

    /// <summary>Did the last time-out pass without any answer?</summary>
    public bool IsSilent => nominalTimeout > FirstTimeout;

    /// <summary>What to do now.</summary>
    /// <param name="moreRows">Are there committed rows above <see cref="HighestSent"/>?</param>
    public SendStep Next(bool moreRows)
    {
        ExpireChunks();
        foreach (var chunk in chunks.Where(c => c.Doubted && time.GetElapsedTime(c.LastSentAt) >= resendAfter))
            (chunk.Doubted, chunk.Urgent) = (false, true);
        if (chunks.Find(c => c.Hopeless) is { } hopeless)
            return new SendStep(SendAction.DeadLetter, hopeless, null);
        if (HoldLeft() is { } left)
            return new SendStep(SendAction.Wait, null, left);
        if (chunks.Find(c => c.Urgent) is { } urgent)
            return new SendStep(SendAction.Resend, urgent, null);
        if (InFlight < Size)
        {
            var mayBeNew = moreRows && chunks.Count < Largest;
            var again = goingRound
                ? chunks.Find(c => MayGo(c) && c.From > lastSentFrom) ?? (mayBeNew ? null : chunks.Find(MayGo))
                : chunks.Find(MayGo);
            if (again is not null)
                return new SendStep(SendAction.Resend, again, null);
            if (mayBeNew)
                return new SendStep(SendAction.SendNew, null, null);
        }

        return new SendStep(SendAction.Wait, null, UntilNextTimeout());
    }

    /// <summary>A new chunk is being sent.</summary>
    public SentChunk SendingNew(ImmutableArray<RowRange> rows)
    {
        var chunk = new SentChunk(rows) { Waiting = true, AnswersBefore = answers };
        chunks.Add(chunk);
        HighestSent = chunk.To;
        Sending(chunk);
        return chunk;
    }

    /// <summary>A chunk is being sent, for the first time or again.</summary>
    public void Sending(SentChunk chunk)
    {
        var now = time.GetTimestamp();
        if (InFlight == 0)
            quietSince = now;
        chunk.Hurried = !chunk.Waiting;
        order++;
        if (chunk.Waiting)
            (chunk.Waiting, chunk.SentAt, chunk.SentOrder) = (false, now, order);
        (chunk.Urgent, chunk.Doubted, chunk.LastSentAt, chunk.LastSentOrder) = (false, false, now, order);
        lastSentFrom = chunk.From;
    }

    /// <summary>The broker did not get it: it waits for its turn again.</summary>
    public void NotSent(SentChunk chunk)
    {
        chunk.Waiting = true;
        hold = (time.GetTimestamp(), resendAfter);
    }

    /// <summary>The broker asked to slow down.</summary>
    public void Busy(SentChunk chunk)
    {
        chunk.Waiting = true;
        Size = Math.Max(1, Size / 2);
        hold = (time.GetTimestamp(), busyBackoff.Next(TimeSpan.FromMilliseconds(200)));
    }

    /// <summary>The broker will not take it as its settings are: try again much later.</summary>
    public void Refused(SentChunk chunk)
    {
        chunk.Waiting = true;
        hold = (time.GetTimestamp(), FirstTimeout);
    }

    /// <summary>Nothing is left of it: its rows are settled by other means.</summary>
    public void Forget(SentChunk chunk) => chunks.Remove(chunk);

    /// <summary>Only these rows of a chunk are still in the outbox. False when none is: then it is forgotten.</summary>
    public bool Trim(SentChunk chunk, ImmutableArray<RowRange> held)
    {
        chunk.KeepOnly(held);
        return chunk.Count > 0 || !chunks.Remove(chunk);
    }

    /// <summary>The link is down: what was on its way may be lost.</summary>
    public void LinkLost()
    {
        foreach (var chunk in chunks)
            chunk.Waiting = true;
        (Size, hold) = (1, default);
    }

    /// <summary>What an acknowledgement means. Changes nothing: release its rows first, then tell <see cref="Heard"/>.</summary>
    public AckVerdict Judge(Acknowledgement acknowledgement)
    {
        if (acknowledgement.Outbox != outbox)
            return AckVerdict.OtherOutbox;
        if (acknowledgement.IsEmpty)
            return AckVerdict.Here;
        long top = 0;
        foreach (var rows in acknowledgement.Stored)
            top = Math.Max(top, rows.To);
        foreach (var refusal in acknowledgement.Refused)
            top = Math.Max(top, refusal.Rows.To);
        return top <= HighestSent ? AckVerdict.Settles : top <= highestAtStart ? AckVerdict.NotSentYet : AckVerdict.AboveHighest;
    }

    /// <summary>A collector has answered.</summary>
    /// <param name="settled">The rows that it settles; none when it only says that it is there.</param>
    public void Heard(ImmutableArray<RowRange> settled)
    {
        quietSince = time.GetTimestamp();
        nominalTimeout = Timeout = FirstTimeout;
        goingRound = false;
        busyBackoff.Reset();
        var newest = 0L; // the newest sending among the chunks that it answers
        var newestCopy = 0L; // and the newest copy sent in a hurry
        foreach (var chunk in chunks)
        {
            if (settled.Sum(chunk.Settle) == 0)
                continue;
            chunk.Unanswered = 0;
            newest = Math.Max(newest, chunk.SentOrder);
            if (chunk.Hurried)
                newestCopy = Math.Max(newestCopy, chunk.LastSentOrder);
        }

        chunks.RemoveAll(c => c.Count == 0);
        if (newest > 0)
        {
            settledOrder = order;
            answers++;
            Size = Math.Min(Largest, Size * 2);
        }

        if (chunks is not [var oldest, ..])
            return;
        if (oldest.Waiting || time.GetElapsedTime(oldest.LastSentAt) > resendAfter)
        {
            // A collector has come, or has answered what was sent later. While answers to earlier chunks come in they call for nothing:
            // else each would call for a copy, and the answer to the copy for another. Nor is one copy after the other of any use.
            oldest.Urgent = settled.IsEmpty || (oldest.SentOrder < newest && !oldest.Hurried);
        }
        else if (settled.IsEmpty)
        {
            oldest.Doubted = true; // it may have been sent to a collector that was gone: without this it would wait for the time-out
        }

        // the copy of one was answered: what was sent before that copy went the same way as its original
        foreach (var chunk in chunks.Where(c => !c.Waiting && !c.Hurried && c.LastSentOrder < newestCopy && time.GetElapsedTime(c.LastSentAt) > resendAfter))
            chunk.Urgent = true;
    }

    private void ExpireChunks()
    {
        if (InFlight == 0)
            return;
        if (time.GetElapsedTime(quietSince) >= Timeout)
        {
            var unanswered = chunks.Where(c => !c.Waiting).ToArray();
            nominalTimeout = nominalTimeout * 2 < LongestTimeout ? nominalTimeout * 2 : LongestTimeout;
            Timeout = nominalTimeout * (0.75 + (0.25 * random.NextDouble()));
            (Size, goingRound) = (1, true);
            foreach (var chunk in chunks)
                chunk.Waiting = true;
            // in turns of silence and answers too it shows which chunks nobody answers
            foreach (var chunk in unanswered)
                Count(chunk, answers > chunk.AnswersBefore);
            return;
        }

        // the time of a chunk runs from its own sending: a copy sent in a hurry gives it no more
        foreach (var chunk in chunks.Where(c => !c.Waiting && time.GetElapsedTime(c.SentAt) >= Timeout).ToArray())
        {
            chunk.Waiting = true;
            Count(chunk, chunk.SentOrder <= settledOrder);
        }
    }

    private void Count(SentChunk chunk, bool othersWereAnswered)
    {
        if (!othersWereAnswered)
            return;
        chunk.AnswersBefore = answers;
        if (++chunk.Unanswered >= UnansweredAtMost)
            GiveUp(chunk);
    }

    // Chunks that nobody answers must not take all places: while the window has more than one, one is left for others, whose answers
    // tell those apart.
    private bool MayGo(SentChunk chunk) =>
        chunk.Waiting && (chunk.Unanswered == 0 || Size == 1 || chunks.Count(c => !c.Waiting && c.Unanswered > 0) < Size - 1);

    private void GiveUp(SentChunk chunk)
    {
        if (chunk.Count == 1)
        {
            chunk.Hopeless = true;
            return;
        }

        var (low, high) = chunk.Halve();
        var place = chunks.IndexOf(chunk);
        chunks[place] = low;
        chunks.Insert(place + 1, high);
    }

    private TimeSpan? HoldLeft()
    {
        var left = hold.Length - time.GetElapsedTime(hold.Since);
        return hold.Length > TimeSpan.Zero && left > TimeSpan.Zero ? left : null;
    }

    private TimeSpan? UntilNextTimeout()
    {
        if (InFlight == 0)
            return null;
        if (chunks.Find(c => c.Doubted) is { } doubted)
            return resendAfter > time.GetElapsedTime(doubted.LastSentAt) ? resendAfter - time.GetElapsedTime(doubted.LastSentAt) : TimeSpan.Zero;
        var waited = time.GetElapsedTime(quietSince);
        foreach (var chunk in chunks)
        {
            if (!chunk.Waiting && time.GetElapsedTime(chunk.SentAt) is var age && age > waited)
                waited = age;
        }

        return Timeout > waited ? Timeout - waited : TimeSpan.Zero;
    }
}
