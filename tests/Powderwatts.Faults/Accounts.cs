namespace Powderwatts.Faults;

/// <summary>Where the rows of one outbox are, counted past the product: the outbox's file against the store's own answers.</summary>
/// <param name="Committed">The highest sequence: all from 1 to here were committed.</param>
/// <param name="Stored">Sequences that the store holds.</param>
/// <param name="Gap">Rows that gap rows name.</param>
/// <param name="Dead">Rows in dead letters.</param>
/// <param name="Missing">Rows that are nowhere.</param>
/// <param name="Doubles">Points beyond one for a sequence: a sequence was used twice, or a row stored twice.</param>
internal sealed record Accounts(long Committed, long Stored, long Gap, long Dead, long Missing, long Doubles);
