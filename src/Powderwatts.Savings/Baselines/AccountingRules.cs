namespace Powderwatts.Savings.Baselines;

/// <summary>The numbers behind the methods. Every answer repeats them.</summary>
public sealed record AccountingRules
{
    /// <summary>Settled minutes that a month must have before a method speaks: one hour of on-time.</summary>
    public int LeastMinutes { get; init; } = 60;

    /// <summary>The part of the settled minutes that is cut off at either end: switching and odd conditions.</summary>
    public double TrimPart { get; init; } = 0.05;

    /// <summary>The quantile of what is left that `always-on-p90` takes.</summary>
    public double HighPart { get; init; } = 0.90;

    /// <summary>The quantile that `always-on-low` takes, of all settled minutes.</summary>
    public double LowPart { get; init; } = 0.10;

    /// <summary>What a dry cable draws against a wet one, at the least; 1 for a constant-wattage cable. Unknown wetness counts as dry.</summary>
    public double DryFactor { get; init; } = 0.5;

    /// <summary>Settled minutes that a bin must have before `always-on-matched` takes its mean.</summary>
    public int LeastBinMinutes { get; init; } = 30;

    /// <summary>Set point of the `thermostat` baseline, °C: 38 °F, a common gutter controller's.</summary>
    public double SetPointC { get; init; } = 3.3;

    /// <summary>Accuracy of the power sensor: this part of a value, either way.</summary>
    public double SensorAccuracy { get; init; } = 0.01;

    /// <summary>How often the days are drawn again for the interval.</summary>
    public int Resamples { get; init; } = 200;

    /// <summary>Seed of the draws: the same data gives the same interval.</summary>
    public int Seed { get; init; } = 1;
}
