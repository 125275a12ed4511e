using System.Collections.Immutable;
using Powderwatts.Savings.Money;

namespace Powderwatts.Tests.Savings.Money;

public sealed class TariffClockTests
{
    private static readonly TimeZoneInfo denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");
    private static readonly TariffBand peak = new("peak", 17, 21, [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday], 0.30m);
    private static readonly TariffBand night = new("night", 22, 6, [], 0.08m);

    [Fact]
    public void A_flat_tariff_prices_every_kWh_alike() =>
        Assert.Equal(0.1633m * 24, Clock(Flat(0.1633m)).Cost(Day(2026, 1, 12, 24)));

    [Fact]
    public void Bands_hold_in_local_time_on_their_days()
    {
        var clock = Clock(new TariffPeriod(new(2026, 1, 1), null, 0.12m, [peak, night], 0));

        Assert.Equal((4 * 0.30m) + (8 * 0.08m) + (12 * 0.12m), clock.Cost(Day(2026, 1, 12, 24))); // a Monday
        Assert.Equal((8 * 0.08m) + (16 * 0.12m), clock.Cost(Day(2026, 1, 11, 24))); // a Sunday
    }

    [Theory]
    [InlineData(3, 8, 23, 7)] // the night loses its hour at 02:00
    [InlineData(11, 1, 25, 9)] // 01:00 comes twice
    public void Both_days_that_change_the_clock_have_their_own_number_of_night_hours(int month, int day, int hours, int nightHours) =>
        Assert.Equal(
            (nightHours * 0.08m) + ((hours - nightHours) * 0.12m),
            Clock(new TariffPeriod(new(2026, 1, 1), null, 0.12m, [night], 0)).Cost(Day(2026, month, day, hours)));

    [Fact]
    public void A_new_price_values_only_its_own_days()
    {
        var clock = Clock(
            new TariffPeriod(new(2026, 1, 1), new(2026, 1, 12), 0.10m, []), new TariffPeriod(new(2026, 1, 13), null, 0.20m, []));

        Assert.Equal(2.40m, clock.Cost(Day(2026, 1, 12, 24)));
        Assert.Equal(4.80m, clock.Cost(Day(2026, 1, 13, 24)));
    }

    [Fact]
    public void The_highest_quarter_of_each_month_is_paid_for()
    {
        var clock = Clock(new TariffPeriod(new(2026, 1, 1), null, 0.10m, [], 12m));
        var start = Start(2026, 1, 31);
        var quarters = Enumerable.Range(0, 96).Select(q => (start + (q * 900_000L), q == 40 ? 2500.0 : 800.0))
            .Concat(Enumerable.Range(96, 96).Select(q => (start + (q * 900_000L), q == 100 ? 1500.0 : 800.0)));

        Assert.Equal((2.5m * 12) + (1.5m * 12), clock.Demand(quarters));
    }

    [Fact]
    public void A_day_without_a_tariff_is_an_error_that_names_it()
    {
        var clock = Clock(new TariffPeriod(new(2026, 1, 1), new(2026, 1, 11), 0.10m, []));

        Assert.Equal(
            "no tariff for 2026-01-12; add a period that has this day", Assert.Throws<TariffException>(() => clock.Cost(Day(2026, 1, 12, 24))).Message);
    }

    [Fact]
    public void Overlapping_periods_are_named_with_the_day_that_would_mend_it()
    {
        var tariff = new Tariff("USD", [
            new TariffPeriod(new(2026, 1, 1), null, 0.10m, []), new TariffPeriod(new(2026, 3, 1), new(2026, 2, 1), 0.10m, [])]);

        Assert.Equal(
            [
                "the tariff from 2026-03-01 ends before it begins, on 2026-02-01",
                "the tariff from 2026-01-01 overlaps the one from 2026-03-01; end it on 2026-02-28",
            ],
            TariffClock.Faults(tariff));
    }

    private static TariffPeriod Flat(decimal perKwh) => new(new(2026, 1, 1), null, perKwh, []);

    private static TariffClock Clock(params ImmutableArray<TariffPeriod> periods) => new(new Tariff("USD", periods), denver);

    private static long Start(int year, int month, int day)
    {
        var local = new DateTime(year, month, day);
        return new DateTimeOffset(local, denver.GetUtcOffset(local)).ToUnixTimeMilliseconds();
    }

    private static IEnumerable<(long T, double EnergyWh)> Day(int year, int month, int day, int hours) =>
        Enumerable.Range(0, hours).Select(h => (Start(year, month, day) + (h * 3_600_000L), 1000.0));
}
