using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Dashboard.Queries;

/// <summary>What one circuit used in a period, or all of them together.</summary>
/// <param name="Sensor">`node/sensor`; empty for all together.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Spans">Its hours or days, which follow each other without a break.</param>
/// <param name="Gaps">Where readings are missing.</param>
internal sealed record CircuitEnergy(string Sensor, string Name, ImmutableArray<EnergySpan> Spans, ImmutableArray<TimeGap> Gaps)
{
    /// <summary>Wh of the whole period.</summary>
    public double EnergyWh => Spans.Sum(s => s.EnergyWh);

    /// <summary>Share of the whole period that has readings, 0 to 1.</summary>
    public double Coverage => Math.Clamp(
        Spans.Sum(s => s.Coverage * (s.To - s.From)) / Spans.Sum(s => (double)(s.To - s.From)), 0, 1);

    /// <summary>May the true energy be higher?</summary>
    public bool LowerBound => Spans.Any(s => s.LowerBound);

    /// <summary>All circuits together: energies added, coverage as their mean.</summary>
    public static CircuitEnergy Sum(IReadOnlyList<CircuitEnergy> circuits, ImmutableArray<long> boundaries)
    {
        var spans = ImmutableArray.CreateBuilder<EnergySpan>(boundaries.Length - 1);
        for (var i = 0; i + 1 < boundaries.Length; i++)
        {
            var here = circuits.Select(c => c.Spans[i]).ToList();
            spans.Add(new EnergySpan(
                boundaries[i], boundaries[i + 1], here.Sum(s => s.EnergyWh),
                here.Count == 0 ? 0 : here.Average(s => s.Coverage), here.Any(s => s.LowerBound)));
        }

        return new CircuitEnergy("", "", spans.MoveToImmutable(), []);
    }
}
