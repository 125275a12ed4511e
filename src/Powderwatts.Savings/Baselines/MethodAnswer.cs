namespace Powderwatts.Savings.Baselines;

/// <summary>What one method says of one circuit and period. A figure that is not known is null, never 0.</summary>
/// <param name="Method">The method.</param>
/// <param name="From">First instant, Unix milliseconds.</param>
/// <param name="To">Last instant, Unix milliseconds.</param>
/// <param name="ActualWh">What the circuit used, Wh.</param>
/// <param name="AvoidedWh">Baseline less actual, Wh; below 0 when the baseline would have used less; null without enough data.</param>
/// <param name="LowWh">Lower end of its 95 % interval, Wh.</param>
/// <param name="HighWh">Upper end, Wh.</param>
/// <param name="OnS">Time on, s.</param>
/// <param name="OffS">Time off, s.</param>
/// <param name="UnknownS">Time without data, s; never credited.</param>
/// <param name="UnpricedS">Part of the time off in months without enough samples, s; not credited either.</param>
/// <param name="Reason">Why there is no figure, or only a part of it; null when it is whole.</param>
public sealed record MethodAnswer(
    BaselineMethod Method, long From, long To, double ActualWh, double? AvoidedWh, double? LowWh, double? HighWh,
    double OnS, double OffS, double UnknownS, double UnpricedS, string? Reason)
{
    /// <summary>What the baseline would have used, Wh.</summary>
    public double? BaselineWh => ActualWh + AvoidedWh;

    /// <summary>Avoided in percent of the baseline; null when the baseline is 0.</summary>
    public double? Percent => BaselineWh is > 0 ? 100 * AvoidedWh / BaselineWh : null;

    /// <summary>The part of the period that has data, 0 to 1.</summary>
    public double Coverage => OnS + OffS + UnknownS is > 0 and var all ? 1 - (UnknownS / all) : 0;
}
