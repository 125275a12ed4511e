using System.Collections.Immutable;

namespace Powderwatts.Dashboard.Queries;

/// <summary>What a site used in a period.</summary>
/// <param name="From">Start, Unix milliseconds.</param>
/// <param name="To">End, Unix milliseconds.</param>
/// <param name="Circuits">Each circuit.</param>
/// <param name="Total">All of them together.</param>
internal sealed record EnergyAnswer(long From, long To, ImmutableArray<CircuitEnergy> Circuits, CircuitEnergy Total);
