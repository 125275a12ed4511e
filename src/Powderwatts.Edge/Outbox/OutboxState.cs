using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>What is known of an outbox file as of its last transaction. Immutable: any thread may look.</summary>
/// <param name="Id">The outbox's id.</param>
/// <param name="Machine">The machine that it belongs to.</param>
/// <param name="Highest">The highest sequence ever committed; 0 when none was.</param>
/// <param name="Rows">The unacknowledged sequences.</param>
/// <param name="Kept">Acknowledged rows that are still in the file.</param>
/// <param name="Counters">The counters, by sensor.</param>
/// <param name="Instants">The highest instant ever committed, by sensor as <see cref="CounterState.NameOf"/> names it.</param>
/// <param name="Held">The rows that wait for a trusted clock; null when none do.</param>
/// <param name="Bytes">Bytes in use, without the pages that wait to be used again.</param>
/// <param name="SpareBytes">Bytes of the file that wait to be used again.</param>
internal sealed record OutboxState(
    OutboxId Id, string Machine, long Highest, RowSet Rows, KeptRows Kept, ImmutableDictionary<string, CounterState> Counters,
    ImmutableDictionary<string, long> Instants, HeldRows? Held, long Bytes, long SpareBytes)
{
    /// <summary>Bytes of unacknowledged rows, as their part of all rows.</summary>
    public long UnacknowledgedBytes => Kept.Count == 0 ? Bytes : (long)(Bytes * (double)Rows.Count / (Rows.Count + Kept.Count));
}
