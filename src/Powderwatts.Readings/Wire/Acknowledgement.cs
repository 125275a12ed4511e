using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>What a collector has settled. An empty one says: I am here.</summary>
/// <param name="Outbox">The outbox that numbered the rows.</param>
/// <param name="Stored">Rows that the store has confirmed.</param>
/// <param name="Refused">Rows that are in the collector's dead letters.</param>
/// <param name="Span">First and last instant of the settled rows, Unix milliseconds; null when empty.</param>
public sealed record Acknowledgement(
    OutboxId Outbox, ImmutableArray<RowRange> Stored, ImmutableArray<Refusal> Refused, (long First, long Last)? Span)
{
    /// <summary>The acknowledgement that settles nothing.</summary>
    public static Acknowledgement Empty(OutboxId outbox) => new(outbox, [], [], null);

    /// <summary>Nothing settled?</summary>
    public bool IsEmpty => Stored.IsEmpty && Refused.IsEmpty;
}
