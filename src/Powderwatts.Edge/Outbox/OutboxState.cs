using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>What is known of an outbox file as of its last transaction. Immutable: any thread may look.</summary>
/// <param name="Id">The outbox's id.</param>
/// <param name="Machine">The machine that it belongs to.</param>
/// <param name="Highest">The highest sequence ever committed; 0 when none was.</param>
/// <param name="Rows">The unacknowledged sequences.</param>
/// <param name="Counters">The counters, by sensor.</param>
/// <param name="Bytes">Bytes in use, without the pages that wait to be used again.</param>
internal sealed record OutboxState(
    OutboxId Id, string Machine, long Highest, RowSet Rows, ImmutableDictionary<string, CounterState> Counters, long Bytes);
