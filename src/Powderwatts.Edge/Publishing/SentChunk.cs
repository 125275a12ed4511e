using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>Rows that were sent together and are not all acknowledged. Owned by its <see cref="SendWindow"/>.</summary>
internal sealed class SentChunk(ImmutableArray<RowRange> rows)
{
    /// <summary>What is not acknowledged yet, rising.</summary>
    public ImmutableArray<RowRange> Rows { get; private set; } = rows;

    /// <summary>How many rows are left.</summary>
    public long Count { get; private set; } = rows.Sum(r => r.Count);

    /// <summary>The lowest row.</summary>
    public long From => Rows[0].From;

    /// <summary>The highest row.</summary>
    public long To => Rows[^1].To;

    /// <summary>To be sent again; else it is on its way.</summary>
    public bool Waiting { get; set; }

    /// <summary>To be sent again at once, whatever the window.</summary>
    public bool Urgent { get; set; }

    /// <summary>One row that nobody answers: it goes to the node's dead letters.</summary>
    public bool Hopeless { get; set; }

    /// <summary>When its time began to run, a timestamp. A copy sent in a hurry does not give it more time.</summary>
    public long SentAt { get; set; }

    /// <summary>When its last copy was sent, a timestamp.</summary>
    public long LastSentAt { get; set; }

    /// <summary>Its place in the order of sending: what is sent later has a higher one.</summary>
    public long SentOrder { get; set; }

    /// <summary>The place of its last copy in that order.</summary>
    public long LastSentOrder { get; set; }

    /// <summary>A collector has come just after it was sent: it is urgent when it stays unanswered a little longer.</summary>
    public bool Doubted { get; set; }

    /// <summary>A copy was sent in a hurry since then.</summary>
    public bool Hurried { get; set; }

    /// <summary>How many answers to others there were when it was first sent, or when its time last ran out.</summary>
    public long AnswersBefore { get; set; }

    /// <summary>How often its time ran out while others were answered.</summary>
    public int Unanswered { get; set; }

    /// <summary>Is the row in it?</summary>
    public bool Contains(long n) => Rows.Any(r => r.Contains(n));

    /// <summary>Takes acknowledged rows out.</summary>
    /// <returns>How many rows went.</returns>
    public long Settle(RowRange settled)
    {
        if (Count == 0 || settled.To < From || settled.From > To)
            return 0;
        var left = ImmutableArray.CreateBuilder<RowRange>(Rows.Length + 1);
        foreach (var range in Rows)
        {
            if (settled.To < range.From || settled.From > range.To)
            {
                left.Add(range);
                continue;
            }

            if (range.From < settled.From)
                left.Add(new RowRange(range.From, settled.From - 1));
            if (range.To > settled.To)
                left.Add(new RowRange(settled.To + 1, range.To));
        }

        var before = Count;
        Rows = left.DrainToImmutable();
        Count = Rows.Sum(r => r.Count);
        return before - Count;
    }

    /// <summary>Forgets all rows but these.</summary>
    public void KeepOnly(ImmutableArray<RowRange> held) => (Rows, Count) = (held, held.Sum(r => r.Count));

    /// <summary>Two chunks with half of the rows each, to be sent again.</summary>
    public (SentChunk Low, SentChunk High) Halve()
    {
        var wanted = Count / 2;
        var low = ImmutableArray.CreateBuilder<RowRange>();
        var high = ImmutableArray.CreateBuilder<RowRange>();
        foreach (var range in Rows)
        {
            var taken = Math.Min(wanted, range.Count);
            wanted -= taken;
            if (taken > 0)
                low.Add(new RowRange(range.From, range.From + taken - 1));
            if (taken < range.Count)
                high.Add(new RowRange(range.From + taken, range.To));
        }

        return (new SentChunk(low.DrainToImmutable()) { Waiting = true, SentOrder = SentOrder, AnswersBefore = AnswersBefore },
            new SentChunk(high.DrainToImmutable()) { Waiting = true, SentOrder = SentOrder, AnswersBefore = AnswersBefore });
    }
}
