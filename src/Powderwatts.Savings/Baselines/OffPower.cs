using Powderwatts.Savings.Summaries;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Savings.Baselines;

/// <summary>What each method says that a circuit would have used, over what it did use, from the samples of a month.</summary>
/// <param name="samples">The month's samples.</param>
/// <param name="rules">The numbers.</param>
/// <param name="ratedW">Rated power, W.</param>
internal sealed class OffPower(MonthSamples samples, AccountingRules rules, double ratedW)
{
    private readonly double high = samples.All.Count == 0 ? 0
        : ratedW * samples.All.Quantile(rules.TrimPart + (rules.HighPart * (1 - (2 * rules.TrimPart))));

    private readonly double low = samples.All.Count == 0 ? 0 : ratedW * samples.All.Quantile(rules.LowPart);

    /// <summary>Settled minutes of the month.</summary>
    public int Minutes => samples.All.Count;

    /// <summary>Has the method the samples that it needs?</summary>
    public bool Speaks(BaselineMethod method) => method == BaselineMethod.Rated || samples.All.Count >= rules.LeastMinutes;

    /// <summary>Baseline less actual, Wh; below 0 where the baseline would have used less.</summary>
    public double AvoidedWh(BaselineMethod method, BinSummary row)
    {
        var offH = row.OffS / 3600;
        return method switch
        {
            BaselineMethod.AlwaysOnP90 => high * offH,
            BaselineMethod.AlwaysOnLow => Low(row.Bin) * offH,
            BaselineMethod.AlwaysOnMatched => Matched(row.Bin) * offH,
            BaselineMethod.Thermostat => row.Bin.MiddleC is not { } celsius ? 0
                : celsius < rules.SetPointC ? Matched(row.Bin) * offH : -row.EnergyWh,
            _ => ratedW * offH,
        };
    }

    // without the weather a mean is no match: a cable is mostly on while wet, and off while dry
    private double Matched(ClimateBin bin) =>
        (bin is { LowerC: not null, Wetness: not Wetness.Unknown } ? samples.Mean(bin, rules.LeastBinMinutes) : null) ?? Low(bin);

    private double Low(ClimateBin bin) => low * (bin.Wetness == Wetness.Wet ? 1 : rules.DryFactor);
}
