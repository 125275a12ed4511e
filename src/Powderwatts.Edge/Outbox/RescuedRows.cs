using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>What was rescued of a damaged outbox.</summary>
/// <param name="Outbox">Its id.</param>
/// <param name="Count">Rows that could be read.</param>
/// <param name="Lost">Unacknowledged rows that could not, rising ranges.</param>
internal sealed record RescuedRows(OutboxId Outbox, long Count, ImmutableArray<RowRange> Lost);
