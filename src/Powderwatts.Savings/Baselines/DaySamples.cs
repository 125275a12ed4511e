using Powderwatts.Savings.Summaries;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Savings.Baselines;

/// <summary>The settled minutes of one day, in all and by weather.</summary>
/// <param name="All">All of them.</param>
/// <param name="Bins">Their number and sum, W, by weather.</param>
internal sealed record DaySamples(PowerHistogram All, (ClimateBin Bin, int Count, double SumW)[] Bins)
{
    /// <summary>Adds a day's rows up.</summary>
    public static DaySamples Of(IReadOnlyCollection<BinSummary> rows)
    {
        var all = new PowerHistogram();
        foreach (var row in rows)
            all.Add(row.Settled);
        return new DaySamples(all, [.. rows.Where(r => r.Settled.Count > 0).Select(r => (r.Bin, r.Settled.Count, r.SumW))]);
    }
}
