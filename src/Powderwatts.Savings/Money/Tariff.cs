using System.Collections.Immutable;

namespace Powderwatts.Savings.Money;

/// <summary>What electricity costs at a site: periods of validity, none overlapping.</summary>
/// <param name="Currency">ISO 4217 code: `USD`.</param>
/// <param name="Periods">In order of their first days.</param>
public sealed record Tariff(string Currency, ImmutableArray<TariffPeriod> Periods);
