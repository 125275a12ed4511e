using System.Globalization;
using Powderwatts.Savings.Summaries;

namespace Powderwatts.Savings.Baselines;

/// <summary>
/// Compares what a circuit used with what a baseline would have used. Samples and time off are matched month by month, because a
/// cable's power moves with the season. Pure: the same rows give the same answer.
/// </summary>
public static class Baseline
{
    private const double LowTail = 0.025;
    private const int LeastDays = 3;

    /// <summary>What a method says; until it has its samples, what `rated` says, with the reason.</summary>
    public static MethodAnswer OrRated(BaselineMethod method, CircuitPeriod period, AccountingRules rules)
    {
        var answer = Of(method, period, rules);
        return answer.AvoidedWh is not null || answer.OnS + answer.OffS <= 0 ? answer
            : Of(BaselineMethod.Rated, period, rules) with { Reason = $"rated power, as {method.Id()} has {answer.Reason}" };
    }

    /// <summary>The avoided energy of each hour or day, Wh, for prices that change with the hour. Rows of months without enough samples are left out.</summary>
    public static IEnumerable<(long T, double AvoidedWh)> ByRow(BaselineMethod method, CircuitPeriod period, AccountingRules rules) =>
        period.Rows.GroupBy(r => period.MonthOf(r.T)).SelectMany(month =>
        {
            var days = period.Samples.Where(r => period.MonthOf(r.T) == month.Key).GroupBy(r => r.T).Select(day => DaySamples.Of([.. day]));
            var power = new OffPower(MonthSamples.Of([.. days]), rules, period.RatedW);
            return power.Speaks(method) ? month.Select(row => (row.T, power.AvoidedWh(method, row))) : [];
        });

    /// <summary>What a method says.</summary>
    public static MethodAnswer Of(BaselineMethod method, CircuitPeriod period, AccountingRules rules)
    {
        var months = period.Rows.GroupBy(r => period.MonthOf(r.T)).OrderBy(m => m.Key)
            .Select(m => (Start: m.Key, Rows: (List<BinSummary>)[.. m])).ToList();
        var samples = period.Samples.GroupBy(r => period.MonthOf(r.T))
            .ToDictionary(m => m.Key, m => m.GroupBy(r => r.T).Select(day => DaySamples.Of([.. day])).ToList());

        double avoided = 0, unpriced = 0;
        var silent = new List<string>();
        var speaking = new List<(List<BinSummary> Rows, List<DaySamples> Days)>();
        foreach (var (start, rows) in months)
        {
            var days = samples.GetValueOrDefault(start) ?? [];
            var power = new OffPower(MonthSamples.Of(days), rules, period.RatedW);
            if (power.Speaks(method))
            {
                avoided += rows.Sum(r => power.AvoidedWh(method, r));
                speaking.Add((rows, days));
                continue;
            }

            unpriced += rows.Sum(r => r.OffS);
            silent.Add(string.Create(
                CultureInfo.InvariantCulture, $"{power.Minutes} settled minutes in {Month(rows[0].T)}, {rules.LeastMinutes} needed"));
        }

        var (on, off, unknown) = (period.Rows.Sum(r => r.OnS), period.Rows.Sum(r => r.OffS), period.Rows.Sum(r => r.UnknownS));
        var reason = on + off <= 0 ? "no data in this period" : silent.Count > 0 ? $"not enough data: {string.Join("; ", silent)}" : null;
        var answer = new MethodAnswer(
            method, period.Actual.From, period.Actual.To, period.Actual.EnergyWh, null, null, null, on, off, unknown, unpriced, reason);
        if (speaking.Count == 0 || on + off <= 0)
            return answer;
        var (low, high) = Interval(method, speaking, avoided, period.RatedW, rules);
        return answer with { AvoidedWh = avoided, LowWh = low, HighWh = high };
    }

    /// <summary>The days of each month are drawn again: the minutes of a day resemble each other, so they are no independent samples.</summary>
    private static (double Low, double High) Interval(
        BaselineMethod method, List<(List<BinSummary> Rows, List<DaySamples> Days)> months, double avoided, double ratedW, AccountingRules rules)
    {
        var sensor = rules.SensorAccuracy * Math.Abs(avoided);
        if (method == BaselineMethod.Rated)
            return (avoided - sensor, avoided + sensor);
        var sampled = months.Select(m => (m.Rows, Days: m.Days.FindAll(d => d.All.Count > 0))).ToList();
        if (sampled.Exists(m => m.Days.Count < LeastDays))
            return Between(months, avoided, sensor, ratedW, rules);
        var draws = new double[rules.Resamples];
        var random = new Random(rules.Seed);
        foreach (var (rows, days) in sampled)
        {
            var drawn = new DaySamples[days.Count];
            for (var draw = 0; draw < draws.Length; draw++)
            {
                for (var day = 0; day < drawn.Length; day++)
                    drawn[day] = days[random.Next(days.Count)];
                var power = new OffPower(MonthSamples.Of(drawn), rules, ratedW);
                foreach (var row in rows)
                    draws[draw] += power.AvoidedWh(method, row);
            }
        }

        Array.Sort(draws);
        var low = avoided - draws[(int)(LowTail * (draws.Length - 1))];
        var high = draws[(int)Math.Ceiling((1 - LowTail) * (draws.Length - 1))] - avoided;
        return (avoided - Joined(Math.Max(0, low), sensor), avoided + Joined(Math.Max(0, high), sensor));
    }

    /// <summary>Too few days to draw from: from what the low rule says to what the published style says.</summary>
    private static (double Low, double High) Between(
        List<(List<BinSummary> Rows, List<DaySamples> Days)> months, double avoided, double sensor, double ratedW, AccountingRules rules)
    {
        double low = 0, high = 0;
        foreach (var (rows, days) in months)
        {
            var power = new OffPower(MonthSamples.Of(days), rules, ratedW);
            low += rows.Sum(r => power.AvoidedWh(BaselineMethod.AlwaysOnLow, r));
            high += rows.Sum(r => power.AvoidedWh(BaselineMethod.AlwaysOnP90, r));
        }

        return (Math.Min(low, avoided) - sensor, Math.Max(high, avoided) + sensor);
    }

    private static double Joined(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static string Month(long t) => DateTimeOffset.FromUnixTimeMilliseconds(t).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
