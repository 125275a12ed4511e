using System.Collections.Immutable;

namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>The roof's whole state at one step, kept to go back to.</summary>
/// <param name="Step">How many steps were done.</param>
/// <param name="Zones">The strips.</param>
/// <param name="Ledger">The water's ledger.</param>
internal sealed record RoofMark(long Step, ImmutableArray<RoofZone> Zones, WaterLedger Ledger);
