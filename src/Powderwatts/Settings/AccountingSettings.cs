using System.Collections.Immutable;
using Powderwatts.Savings;
using Powderwatts.Savings.Carbon;
using Powderwatts.Savings.Money;

namespace Powderwatts.Settings;

/// <summary>`tariff:`, `carbon:` and what the sensors say for the accounting.</summary>
public sealed record AccountingSettings
{
    /// <summary>What electricity costs; null when not told.</summary>
    public Tariff? Tariff { get; init; }

    /// <summary>What a kWh emits; null when not told.</summary>
    public EmissionFactor? Factor { get; init; }

    /// <summary>What model circuits stand for, by sensor.</summary>
    public ImmutableDictionary<string, ScaleModel> Scales { get; init; } = ImmutableDictionary<string, ScaleModel>.Empty;

    /// <summary>Sensors whose cable draws the same wet or dry.</summary>
    public ImmutableHashSet<string> ConstantWattage { get; init; } = [];
}
