using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>A chunk ready to be sent, and what had to be left out of it.</summary>
/// <param name="Json">The payload; empty when no row is fit to be sent.</param>
/// <param name="Rows">The sequences in it, rising.</param>
/// <param name="Refused">Rows that our own parser refuses: a collector would do so too.</param>
internal sealed record BuiltChunk(ReadOnlyMemory<byte> Json, ImmutableArray<RowRange> Rows, ImmutableArray<RefusedRow> Refused);
