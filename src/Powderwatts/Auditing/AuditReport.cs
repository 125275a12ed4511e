using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Auditing;

/// <summary>Where the rows of one outbox are. A row may be in several places; it is missing when it is in none.</summary>
/// <param name="Outbox">The outbox.</param>
/// <param name="Highest">Committed are all rows from 1 to here.</param>
/// <param name="LeftOut">Rows older than the store keeps raw readings: not looked for.</param>
/// <param name="Unacknowledged">Rows that are still in the outbox.</param>
/// <param name="Stored">Rows that the store holds.</param>
/// <param name="Dropped">Rows that the node dropped and named in a gap row.</param>
/// <param name="DeadLetters">Rows in the node's or a collector's dead letters.</param>
/// <param name="Missing">Rows that are nowhere, rising ranges.</param>
internal sealed record AuditReport(
    OutboxId Outbox, long Highest, long LeftOut, long Unacknowledged, long Stored, long Dropped, long DeadLetters, ImmutableArray<RowRange> Missing)
{
    /// <summary>The outbox's file.</summary>
    public string File { get; init; } = Edge.Outbox.OutboxFiles.Current;

    /// <summary>How many rows are missing.</summary>
    public long MissingCount => RowRanges.Count(Missing);

    /// <summary>Judges what was found.</summary>
    /// <param name="outbox">The outbox, looked at before the other places: a row that leaves it is in one of them by then.</param>
    /// <param name="stored">What the store holds.</param>
    /// <param name="dropped">What gap rows name, in the store or in dead letters; those of the outbox itself are added.</param>
    /// <param name="deadLetters">What dead letters hold.</param>
    /// <param name="firstKept">The first row that the store still keeps raw; rows before it are left out.</param>
    public static AuditReport Of(
        Edge.Outbox.OutboxSnapshot outbox, IEnumerable<RowRange> stored, IEnumerable<RowRange> dropped, IEnumerable<RowRange> deadLetters, long firstKept = 1)
    {
        var audited = new RowRange(firstKept, outbox.Highest);
        List<RowRange>[] places =
        [
            RowRanges.Join(outbox.Unacknowledged, audited),
            RowRanges.Join(stored, audited),
            RowRanges.Join(dropped.Concat(outbox.Dropped), audited),
            RowRanges.Join(deadLetters, audited),
        ];
        var missing = RowRanges.Missing(RowRanges.Join(places.SelectMany(p => p), audited), audited);
        return new(
            outbox.Id, outbox.Highest, firstKept - 1, RowRanges.Count(places[0]), RowRanges.Count(places[1]), RowRanges.Count(places[2]),
            RowRanges.Count(places[3]), [.. missing]);
    }
}
