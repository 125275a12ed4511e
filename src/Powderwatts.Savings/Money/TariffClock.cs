using System.Globalization;

namespace Powderwatts.Savings.Money;

/// <summary>Values energy at the price of its hour, in the site's local time; both days that change the clock come out right.</summary>
/// <param name="tariff">The prices.</param>
/// <param name="zone">The site's time zone.</param>
public sealed class TariffClock(Tariff tariff, TimeZoneInfo zone)
{
    /// <summary>Faults of a tariff: overlapping periods, bands that cannot be. Empty when it is right.</summary>
    public static IEnumerable<string> Faults(Tariff tariff)
    {
        var ordered = tariff.Periods.OrderBy(p => p.From).ToList();
        foreach (var period in ordered.Where(p => p.To < p.From))
            yield return string.Create(CultureInfo.InvariantCulture, $"the tariff from {period.From:yyyy-MM-dd} ends before it begins, on {period.To:yyyy-MM-dd}");
        for (var i = 1; i < ordered.Count; i++)
        {
            var (before, after) = (ordered[i - 1], ordered[i]);
            if (before.To is not { } last || last >= after.From)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the tariff from {before.From:yyyy-MM-dd} overlaps the one from {after.From:yyyy-MM-dd}; end it on {after.From.AddDays(-1):yyyy-MM-dd}");
            }
        }
    }

    /// <summary>What energy costs.</summary>
    /// <param name="hours">First instant of each hour (Unix milliseconds) and its energy, Wh.</param>
    /// <exception cref="TariffException">An hour with energy has no price.</exception>
    public decimal Cost(IEnumerable<(long T, double EnergyWh)> hours)
    {
        var cost = 0m;
        foreach (var (t, energyWh) in hours)
        {
            if (energyWh == 0)
                continue;
            var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(t), zone).DateTime;
            cost += PeriodAt(local).PriceAt(local) * (decimal)energyWh / 1000;
        }

        return cost;
    }

    /// <summary>What the highest 15-minute mean of each month costs.</summary>
    /// <param name="quarters">First instant of each quarter of an hour (Unix milliseconds) and its mean power, W.</param>
    public decimal Demand(IEnumerable<(long T, double PowerW)> quarters) => quarters
        .Select(q => (Local: TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(q.T), zone).DateTime, q.PowerW))
        .GroupBy(q => (q.Local.Year, q.Local.Month))
        .Select(month => month.MaxBy(q => q.PowerW))
        .Sum(peak => PeriodAt(peak.Local).PerKw * (decimal)peak.PowerW / 1000);

    private TariffPeriod PeriodAt(DateTime local)
    {
        var day = DateOnly.FromDateTime(local);
        foreach (var period in tariff.Periods)
        {
            if (period.Has(day))
                return period;
        }

        throw new TariffException(string.Create(
            CultureInfo.InvariantCulture, $"no tariff for {day:yyyy-MM-dd}; add a period that has this day"));
    }
}
