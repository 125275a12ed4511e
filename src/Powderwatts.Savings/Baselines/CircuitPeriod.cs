using Powderwatts.Readings.Energy;
using Powderwatts.Savings.Summaries;

namespace Powderwatts.Savings.Baselines;

/// <summary>All that a method needs to know of one circuit in one period.</summary>
/// <param name="RatedW">Rated power, W, above 0.</param>
/// <param name="Actual">What it used, by its counter.</param>
/// <param name="Rows">The period, in hours or days.</param>
/// <param name="Samples">Where the samples come from: the days of every month that the period touches.</param>
/// <param name="MonthOf">First instant of the month that an instant is in: the site's calendar.</param>
public sealed record CircuitPeriod(
    double RatedW, EnergySpan Actual, IReadOnlyList<BinSummary> Rows, IReadOnlyList<BinSummary> Samples, Func<long, long> MonthOf);
