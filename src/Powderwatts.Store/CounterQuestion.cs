using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Store;

/// <summary>A question for the energy counters of a site's circuits.</summary>
/// <param name="Site">The site.</param>
/// <param name="Origin">The origin; origins are never mixed.</param>
/// <param name="Boundaries">At least two instants, Unix milliseconds, rising: the edges of the hours or days asked for.</param>
public sealed record CounterQuestion(string Site, Origin Origin, ImmutableArray<long> Boundaries);
