using System.Collections.Immutable;
using Powderwatts.Readings.Energy;
using Powderwatts.Savings;
using Powderwatts.Savings.Baselines;

namespace Powderwatts.Accounting;

/// <summary>The accounting of one circuit in one period.</summary>
/// <param name="Sensor">`node/sensor`.</param>
/// <param name="Name">The name that people read.</param>
/// <param name="RatedW">Rated power, W; null when not told: then no method speaks.</param>
/// <param name="Actual">What it used.</param>
/// <param name="Answers">What each method says; empty without rated power.</param>
/// <param name="Shown">The answer of the method asked for, or of `rated` until that has its samples; null without rated power.</param>
/// <param name="Scale">What the circuit is a model of; null when it is itself.</param>
/// <param name="Rules">The numbers behind the answers.</param>
internal sealed record AccountedCircuit(
    string Sensor, string Name, double? RatedW, EnergySpan Actual, ImmutableArray<MethodAnswer> Answers, MethodAnswer? Shown, ScaleModel? Scale,
    AccountingRules Rules)
{
    /// <summary>What the energy used cost; null without a tariff.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What the shown avoided energy would have cost; null without a tariff or a figure.</summary>
    public decimal? AvoidedCost { get; init; }
}
