using System.Collections.Immutable;

namespace Powderwatts.Readings.Wire;

/// <summary>What a node no longer holds: a row of the outbox like any other. A reading is missing only where the store has none.</summary>
/// <param name="N">The gap row's own sequence.</param>
/// <param name="From">First dropped sequence, inclusive.</param>
/// <param name="To">Last dropped sequence, inclusive.</param>
/// <param name="FirstT">Earliest instant of the dropped readings, Unix milliseconds.</param>
/// <param name="LastT">Latest instant of the dropped readings, Unix milliseconds; not before <paramref name="FirstT"/>.</param>
/// <param name="Sensors">The sensors it touches.</param>
/// <param name="Why">The reason as a word: `outbox-full`.</param>
/// <param name="Origin">A gap row is made per origin.</param>
public sealed record Gap(
    long N, long From, long To, long FirstT, long LastT, ImmutableArray<string> Sensors, string Why, Origin Origin);
