using Powderwatts.Savings.Weather;

namespace Powderwatts.Savings.Summaries;

/// <summary>Adds a circuit's minutes up to hours or days, one row for each bin of weather.</summary>
/// <param name="ratedW">Rated power, W, above 0.</param>
/// <param name="startOf">The first instant of the hour or day that an instant is in: the site's calendar.</param>
public sealed class SummaryFolder(double ratedW, Func<long, long> startOf)
{
    private readonly Dictionary<(long T, ClimateBin Bin), BinSummary> rows = [];

    /// <summary>Takes a minute and its weather.</summary>
    public void Add(in CircuitMinute minute, ClimateBin bin)
    {
        var t = startOf(minute.T);
        if (!rows.TryGetValue((t, bin), out var row))
            rows[(t, bin)] = row = new BinSummary(t, bin);
        row.OnS += minute.OnS;
        row.OffS += minute.OffS;
        row.UnknownS += minute.UnknownS;
        row.EnergyWh += minute.EnergyWh;
        if (!minute.Settled || minute.MeanW is not { } mean)
            return;
        row.SumW += mean;
        row.Settled.Add(mean, ratedW);
    }

    /// <summary>The rows, by instant and bin.</summary>
    public IReadOnlyList<BinSummary> Rows() => [.. rows.Values.OrderBy(r => r.T).ThenBy(r => r.Bin.LowerC ?? int.MaxValue).ThenBy(r => r.Bin.Wetness)];
}
