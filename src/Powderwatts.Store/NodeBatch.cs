using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store;

/// <summary>Rows of one outbox on their way into the store.</summary>
/// <param name="Site">The site, from the topic.</param>
/// <param name="Node">The node, from the topic.</param>
/// <param name="Outbox">The outbox that numbered them.</param>
/// <param name="Readings">The readings.</param>
/// <param name="Gaps">Gap rows.</param>
public sealed record NodeBatch(
    string Site, string Node, OutboxId Outbox, ImmutableArray<Numbered> Readings, ImmutableArray<Gap> Gaps);
