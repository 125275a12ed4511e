using Powderwatts.Readings.Energy;
using Powderwatts.Savings.Baselines;

namespace Powderwatts.Tests.Savings.Baselines;

public sealed class SyntheticWinterTests(ITestOutputHelper output)
{
    private const int Seeds = 12;

    [Fact]
    public void Matched_with_audits_is_within_5_percent_low_is_never_above_the_truth_and_p90_overstates_in_mild_months()
    {
        var rules = new AccountingRules { Resamples = 20 };
        var p90 = new double[6];
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var winter = new SyntheticWinter(seed, audits: true);
            var (matched, truth) = (0.0, 0.0);
            for (var month = 0; month < 6; month++)
            {
                var period = Period(winter, month);
                var low = Baseline.Of(BaselineMethod.AlwaysOnLow, period, rules);
                var published = Baseline.Of(BaselineMethod.AlwaysOnP90, period, rules);
                matched += Baseline.Of(BaselineMethod.AlwaysOnMatched, period, rules).AvoidedWh!.Value;
                truth += winter.TruthWh[month];
                p90[month] += ((published.AvoidedWh!.Value / winter.TruthWh[month]) - 1) / Seeds;

                Assert.True(low.AvoidedWh <= winter.TruthWh[month], $"seed {seed}, month {month + 1}: low {low.AvoidedWh} Wh, truth {winter.TruthWh[month]} Wh");
                Assert.True(low.AvoidedWh <= published.AvoidedWh);
            }

            Assert.InRange(matched / truth, 0.95, 1.05);
        }

        output.WriteLine("always-on-p90 against the truth, mean over seeds, by month: " + string.Join(", ", p90.Select(e => e.ToString("+0.0 %;-0.0 %", null))));
        Assert.True(p90[0] >= 0.20);
        Assert.All(p90, error => Assert.True(error > 0));
    }

    [Fact]
    public void The_interval_holds_the_estimate_and_is_the_same_every_time()
    {
        var period = Period(new SyntheticWinter(7, audits: true), 2);

        var first = Baseline.Of(BaselineMethod.AlwaysOnMatched, period, new AccountingRules());
        var second = Baseline.Of(BaselineMethod.AlwaysOnMatched, period, new AccountingRules());

        Assert.Equal(first, second);
        Assert.True(first.LowWh < first.AvoidedWh && first.AvoidedWh < first.HighWh);
    }

    private static CircuitPeriod Period(SyntheticWinter winter, int month)
    {
        var rows = winter.Month(month);
        var (from, to) = (month * SyntheticWinter.MonthMs, (month + 1) * SyntheticWinter.MonthMs);
        return new CircuitPeriod(
            SyntheticWinter.RatedW, new EnergySpan(from, to, winter.ActualWh[month], 1, false), rows, rows, t => t / SyntheticWinter.MonthMs * SyntheticWinter.MonthMs);
    }
}
