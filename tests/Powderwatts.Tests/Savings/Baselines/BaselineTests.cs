using CsCheck;
using Powderwatts.Readings.Energy;
using Powderwatts.Savings.Baselines;
using Powderwatts.Savings.Summaries;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Tests.Savings.Baselines;

public sealed class BaselineTests
{
    private const long Day = 86_400_000;
    private static readonly AccountingRules rules = new() { Resamples = 50 };

    [Fact]
    public void Fewer_than_60_settled_minutes_are_not_enough_data_and_no_figure()
    {
        var answer = Answer(BaselineMethod.AlwaysOnP90, [Row(0, "-2w", onMinutes: 70, offMinutes: 1370, settled: 59, watts: 500)]);

        Assert.Equal((null, null, null, null), (answer.AvoidedWh, answer.LowWh, answer.BaselineWh, answer.Percent));
        Assert.Equal("not enough data: 59 settled minutes in 1970-01, 60 needed", answer.Reason);
        Assert.Equal(1370 * 60, answer.UnpricedS);
    }

    [Fact]
    public void Rated_needs_no_samples_and_has_its_sensor_s_uncertainty()
    {
        var answer = Answer(BaselineMethod.Rated, [Row(0, "nu", onMinutes: 0, offMinutes: 60, settled: 0, watts: 0)]);

        Assert.Equal((1000, 990, 1010), (answer.AvoidedWh, answer.LowWh, answer.HighWh));
    }

    [Fact]
    public void Unknown_hours_are_never_credited_by_any_method() =>
        Gen.Enum<BaselineMethod>().Sample(method =>
        {
            var known = Row(0, "-2w", onMinutes: 400, offMinutes: 600, settled: 300, watts: 700);
            var more = Row(0, "-2w", onMinutes: 400, offMinutes: 600, settled: 300, watts: 700);
            more.UnknownS = 440 * 60;

            var (all, partly) = (Answer(method, [known]), Answer(method, [more]));
            Assert.Equal(all.AvoidedWh, partly.AvoidedWh);
            Assert.Equal(1 - (440 / 1440.0), partly.Coverage, 12);
        });

    [Fact]
    public void A_cable_of_constant_wattage_gets_the_same_from_every_always_on_method()
    {
        List<BinSummary> days = [.. Enumerable.Range(0, 10).Select(d => Row(d, d % 2 == 0 ? "-2w" : "4d", onMinutes: 500, offMinutes: 940, settled: 450, watts: 803))];
        var constant = rules with { DryFactor = 1 };
        var truth = 10 * 940 / 60.0 * 803;

        foreach (var method in new[] { BaselineMethod.AlwaysOnP90, BaselineMethod.AlwaysOnLow, BaselineMethod.AlwaysOnMatched })
            Assert.InRange(Baseline.Of(method, Period(days), constant).AvoidedWh!.Value / truth, 0.98, 1.02);
    }

    [Fact]
    public void A_bin_with_too_few_samples_takes_the_low_rule()
    {
        var answer = Answer(BaselineMethod.AlwaysOnMatched, [
            Row(0, "-2w", onMinutes: 200, offMinutes: 60, settled: 150, watts: 800),
            Row(0, "6d", onMinutes: 40, offMinutes: 600, settled: 29, watts: 300)]);
        var low = Answer(BaselineMethod.AlwaysOnLow, [
            Row(0, "-2w", onMinutes: 200, offMinutes: 0, settled: 150, watts: 800),
            Row(0, "6d", onMinutes: 40, offMinutes: 600, settled: 29, watts: 300)]);

        Assert.Equal(800 + low.AvoidedWh!.Value, answer.AvoidedWh!.Value, 6);
    }

    [Fact]
    public void A_mean_without_known_wetness_is_no_match()
    {
        List<BinSummary> days = [Row(0, "-2u", onMinutes: 200, offMinutes: 600, settled: 150, watts: 800)];

        Assert.Equal(Answer(BaselineMethod.AlwaysOnLow, days).AvoidedWh, Answer(BaselineMethod.AlwaysOnMatched, days).AvoidedWh);
    }

    [Fact]
    public void Heating_in_the_warm_is_more_than_a_thermostat_would_have_used_and_is_shown_as_such()
    {
        var answer = Answer(BaselineMethod.Thermostat, [
            Row(0, "-2w", onMinutes: 100, offMinutes: 60, settled: 90, watts: 600),
            Row(0, "8d", onMinutes: 300, offMinutes: 900, settled: 280, watts: 400)]);

        Assert.Equal(600 - (300 / 60.0 * 400), answer.AvoidedWh!.Value, 6);
        Assert.True(answer.Percent < 0);
    }

    [Fact]
    public void Time_off_in_a_month_without_samples_is_not_credited_and_said()
    {
        var answer = Answer(BaselineMethod.AlwaysOnP90, [
            Row(0, "-2w", onMinutes: 200, offMinutes: 60, settled: 150, watts: 800),
            Row(40, "-2w", onMinutes: 0, offMinutes: 1440, settled: 0, watts: 0)]);

        Assert.InRange(answer.AvoidedWh!.Value, 795, 805);
        Assert.Equal(1440 * 60, answer.UnpricedS);
        Assert.Equal("not enough data: 0 settled minutes in 1970-02, 60 needed", answer.Reason);
    }

    [Fact]
    public void A_period_without_rows_is_said()
    {
        var answer = Answer(BaselineMethod.AlwaysOnMatched, []);

        Assert.Equal(("no data in this period", null, 0.0), (answer.Reason, answer.AvoidedWh, answer.Coverage));
    }

    [Fact]
    public void Low_never_exceeds_the_published_style_and_hours_add_up() =>
        Gen.Select(Gen.Int[-8, 5], Gen.Enum<Wetness>(), Gen.Int[0, 700], Gen.Int[0, 700], Gen.Double[0, 1200]).Array[1, 60].Sample(rows =>
        {
            List<BinSummary> days = [.. rows.Select((r, i) => Row(i, ClimateBin.Of(r.Item1 * 2, r.Item2).Name, r.Item3, r.Item4, Math.Max(0, r.Item3 - 5), r.Item5))];
            var (low, published) = (Answer(BaselineMethod.AlwaysOnLow, days), Answer(BaselineMethod.AlwaysOnP90, days));

            Assert.True(!(low.AvoidedWh > published.AvoidedWh));
            Assert.Equal(days.Sum(d => d.OnS + d.OffS + d.UnknownS), low.OnS + low.OffS + low.UnknownS, 6);
            Assert.True(low.LowWh <= low.AvoidedWh && low.AvoidedWh <= low.HighWh || low.AvoidedWh is null);
        });

    private static MethodAnswer Answer(BaselineMethod method, List<BinSummary> days) => Baseline.Of(method, Period(days), rules);

    private static CircuitPeriod Period(List<BinSummary> days) => new(
        1000, new EnergySpan(0, 60 * Day, days.Sum(d => d.EnergyWh), 1, false), days, days, t => t / (31 * Day) * 31 * Day);

    private static BinSummary Row(int day, string bin, int onMinutes, int offMinutes, int settled, double watts)
    {
        Assert.True(ClimateBin.TryParse(bin, out var weather));
        var row = new BinSummary(day * Day, weather)
        {
            OnS = onMinutes * 60,
            OffS = offMinutes * 60,
            EnergyWh = onMinutes * watts / 60,
            SumW = settled * watts,
        };
        for (var i = 0; i < settled; i++)
            row.Settled.Add(watts, 1000);
        return row;
    }
}
