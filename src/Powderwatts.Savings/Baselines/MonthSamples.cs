using Powderwatts.Savings.Summaries;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Savings.Baselines;

/// <summary>What a circuit drew when it was on in one month: all settled minutes, and their number and sum by weather.</summary>
internal sealed class MonthSamples
{
    private readonly Dictionary<ClimateBin, (int Count, double SumW)> bins = [];

    /// <summary>All settled minutes.</summary>
    public PowerHistogram All { get; } = new();

    /// <summary>Adds days up.</summary>
    public static MonthSamples Of(IReadOnlyList<DaySamples> days)
    {
        var month = new MonthSamples();
        foreach (var day in days)
        {
            if (day.All.Count == 0)
                continue;
            month.All.Add(day.All);
            foreach (var (bin, count, sumW) in day.Bins)
            {
                var (known, sum) = month.bins.GetValueOrDefault(bin);
                month.bins[bin] = (known + count, sum + sumW);
            }
        }

        return month;
    }

    /// <summary>Mean power in a bin, W; null with fewer minutes than that.</summary>
    public double? Mean(ClimateBin bin, int leastMinutes) =>
        bins.TryGetValue(bin, out var known) && known.Count >= leastMinutes ? known.SumW / known.Count : null;
}
