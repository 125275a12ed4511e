using Powderwatts.Savings.Weather;

namespace Powderwatts.Savings.Summaries;

/// <summary>One circuit in one stretch of time (an hour, a day) while the weather was in one bin.</summary>
/// <param name="T">The stretch's first instant, Unix milliseconds.</param>
/// <param name="Bin">The weather.</param>
public sealed record BinSummary(long T, ClimateBin Bin)
{
    /// <summary>Time known to be on, s.</summary>
    public double OnS { get; set; }

    /// <summary>Time known to be off, s.</summary>
    public double OffS { get; set; }

    /// <summary>Time without data, s. Never credited.</summary>
    public double UnknownS { get; set; }

    /// <summary>Energy, Wh, by counter difference where there is a counter.</summary>
    public double EnergyWh { get; set; }

    /// <summary>Sum of the settled minutes' mean power, W.</summary>
    public double SumW { get; set; }

    /// <summary>The settled minutes.</summary>
    public PowerHistogram Settled { get; init; } = new();
}
