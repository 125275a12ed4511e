namespace Powderwatts.Tape.Importing;

/// <summary>What became of every row: rows read = rows used + rows refused.</summary>
public sealed class ImportReport
{
    private readonly Dictionary<RowReason, ReasonCount> refused = [];
    private readonly Dictionary<RowReason, ReasonCount> cells = [];

    /// <summary>Rows; comments, blank lines and the header are none.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows of which at least one value is on the tape.</summary>
    public long RowsUsed { get; private set; }

    /// <summary>Rows of which nothing is on the tape.</summary>
    public long RowsRefused { get; private set; }

    /// <summary>Used rows of which a value was left out because it is wrong.</summary>
    public long RowsInPart { get; private set; }

    /// <summary>Missing values in used rows.</summary>
    public long Missing { get; private set; }

    /// <summary>Readings written.</summary>
    public long Readings { get; private set; }

    /// <summary>The first instant, Unix milliseconds; null without a reading.</summary>
    public long? First { get; private set; }

    /// <summary>The last instant, Unix milliseconds; null without a reading.</summary>
    public long? Last { get; private set; }

    /// <summary>Rows in an hour that the wall clock showed twice.</summary>
    public long Doubled { get; internal set; }

    /// <summary>Those of them that were taken for the first pass because no row shortly before told.</summary>
    public long Assumed { get; internal set; }

    /// <summary>Counters that began again at 0.</summary>
    public int Resets { get; internal set; }

    /// <summary>Counters that passed their highest value.</summary>
    public int Rollovers { get; internal set; }

    /// <summary>Does the input end in a row without a line end? Its last value may be cut.</summary>
    public bool EndsOpen { get; internal set; }

    /// <summary>Did the input end before its end: a compressed file that is cut or damaged?</summary>
    public string? EndsEarly { get; internal set; }

    /// <summary>Why rows were refused, most frequent first.</summary>
    public IReadOnlyList<ReasonCount> Refused => InOrder(refused);

    /// <summary>Why values of used rows were left out, most frequent first.</summary>
    public IReadOnlyList<ReasonCount> LeftOut => InOrder(cells);

    internal void Refuse(long line, RowFault fault)
    {
        RowsRead++;
        RowsRefused++;
        Count(refused, line, fault);
    }

    internal void Use(ImportRow row)
    {
        RowsRead++;
        RowsUsed++;
        Missing += row.Missing;
        if (row.Cells.Count > 0)
            RowsInPart++;
        foreach (var cell in row.Cells)
            Count(cells, row.Line, cell);
    }

    internal void Wrote(long t)
    {
        Readings++;
        First = Math.Min(First ?? t, t);
        Last = Math.Max(Last ?? t, t);
    }

    private static void Count(Dictionary<RowReason, ReasonCount> counts, long line, RowFault fault) =>
        counts[fault.Reason] = counts.TryGetValue(fault.Reason, out var known)
            ? known with { Count = known.Count + 1 }
            : new(fault.Reason, 1, line, fault.Detail);

    private static List<ReasonCount> InOrder(Dictionary<RowReason, ReasonCount> counts) =>
        [.. counts.Values.OrderByDescending(c => c.Count).ThenBy(c => c.Reason)];
}
