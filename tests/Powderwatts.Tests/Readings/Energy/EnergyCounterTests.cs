using CsCheck;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Tests.Readings.Energy;

public sealed class EnergyCounterTests
{
    private static readonly Gen<(double Seconds, double PowerW)[]> samples =
        Gen.Select(Gen.Double[-1, 8], Gen.Double[-50, 2000]).Array[0, 60];

    [Fact]
    public void An_hour_of_800_W_at_1_Hz_is_0_8_kWh()
    {
        var counter = new EnergyCounter(0, 1);
        for (var second = 0; second <= 3600; second++)
            counter.AddPower(TimeSpan.FromSeconds(second), 800, 1);

        Assert.Equal(800, counter.EnergyWh, 1e-9);
        Assert.Equal(1, counter.EnergyFrom);
    }

    [Fact]
    public void Between_two_samples_the_mean_power_counts()
    {
        var counter = new EnergyCounter(10, 1);

        Assert.Equal(0, counter.AddPower(TimeSpan.FromSeconds(5), 0, 1));
        Assert.Equal(0.5, counter.AddPower(TimeSpan.FromSeconds(6), 3600, 1), 1e-15);
        Assert.Equal(10.5, counter.EnergyWh, 1e-15);
    }

    [Fact]
    public void A_hole_of_10_minutes_in_an_hour_adds_nothing_and_the_rest_goes_on()
    {
        var counter = new EnergyCounter(0, 1);
        for (var second = 0; second <= 3600; second++)
        {
            if (second is <= 1200 or >= 1800)
                counter.AddPower(TimeSpan.FromSeconds(second), 800, 1);
        }

        Assert.Equal(800 * 3000 / 3600.0, counter.EnergyWh, 1e-9);
    }

    [Theory]
    [InlineData(3.0, 1, 0.5 * 3)]
    [InlineData(3.001, 1, 0)]
    [InlineData(30, 60, 0.5 * 30)]
    [InlineData(0.3, 0.1, 0.5 * 0.3)]
    [InlineData(0.301, 0.1, 0)]
    public void The_gap_cap_is_three_intervals_of_the_later_reading(double seconds, double intervalS, double wattHours)
    {
        var counter = new EnergyCounter(0, 1);
        counter.AddPower(TimeSpan.Zero, 1800, 1);

        Assert.Equal(wattHours, counter.AddPower(TimeSpan.FromSeconds(seconds), 1800, intervalS), 1e-12);
    }

    [Fact]
    public void After_a_gap_the_next_interval_starts_fresh()
    {
        var counter = new EnergyCounter(0, 1);
        counter.AddPower(TimeSpan.Zero, 1_000_000, 1);
        counter.AddPower(TimeSpan.FromSeconds(100), 3600, 1);

        Assert.Equal(1, counter.AddPower(TimeSpan.FromSeconds(101), 3600, 1), 1e-12);
    }

    [Fact]
    public void Each_negative_sample_counts_as_0()
    {
        var counter = new EnergyCounter(0, 1);
        counter.AddPower(TimeSpan.Zero, -7200, 1);
        counter.AddPower(TimeSpan.FromSeconds(1), 3600, 1);
        counter.AddPower(TimeSpan.FromSeconds(2), -1e9, 1);

        Assert.Equal(1, counter.EnergyWh, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_power_that_is_no_number_is_refused_and_changes_nothing(double powerW)
    {
        var counter = new EnergyCounter(0, 1);
        counter.AddPower(TimeSpan.Zero, 3600, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => counter.AddPower(TimeSpan.FromSeconds(1), powerW, 1));

        Assert.Equal(2, counter.AddPower(TimeSpan.FromSeconds(2), 3600, 1), 1e-12);
    }

    [Fact]
    public void Powers_too_large_to_count_leave_a_finite_counter()
    {
        var counter = new EnergyCounter(0, 1);
        for (var second = 0; second < 10_000; second++)
            counter.AddPower(TimeSpan.FromSeconds(second), double.MaxValue, 1);

        Assert.True(double.IsFinite(counter.EnergyWh));
    }

    [Fact]
    public void It_never_falls_and_is_never_NaN() => samples.Sample(run =>
    {
        var counter = new EnergyCounter(3, 1);
        var (before, time) = (3.0, 0.0);
        foreach (var (seconds, powerW) in run)
        {
            time += seconds;
            var added = counter.AddPower(TimeSpan.FromSeconds(Math.Max(0, time)), powerW, 1);
            if (!(added >= 0 && counter.EnergyWh >= before && double.IsFinite(counter.EnergyWh)))
                return false;
            before = counter.EnergyWh;
        }

        return true;
    });

    [Fact]
    public void Two_halves_add_up_to_the_whole_wherever_the_cut_is() => Gen.Select(samples, Gen.Int[0, 60]).Sample((run, at) =>
    {
        var cut = Math.Min(at, run.Length);
        var whole = Count(new EnergyCounter(0, 1), run);
        var first = Count(new EnergyCounter(0, 1), run[..cut]);
        // the sample at the cut ends the first half and begins the second; one that does not rise by a clock tick is no cut
        var second = cut == 0 ? whole : Count(new EnergyCounter(0, 1), [(run[..cut].Aggregate(0.0, Later), run[cut - 1].PowerW), .. run[cut..]]);
        return cut == 0 || run[..cut].Any(s => s.Seconds < 1e-6) || Math.Abs(first + second - whole) < 1e-9;
    });

    [Fact]
    public void Repeated_samples_change_nothing() => samples.Sample(run =>
    {
        var (once, twice) = (new EnergyCounter(0, 1), new EnergyCounter(0, 1));
        var time = 0.0;
        foreach (var (seconds, powerW) in run)
        {
            time = Later(time, (seconds, powerW));
            once.AddPower(TimeSpan.FromSeconds(time), powerW, 1);
            twice.AddPower(TimeSpan.FromSeconds(time), powerW, 1);
            twice.AddPower(TimeSpan.FromSeconds(time), powerW, 1);
        }

        return once.EnergyWh == twice.EnergyWh;
    });

    [Fact]
    public void Months_at_1_Hz_lose_nothing_to_rounding()
    {
        const int Seconds = 4_000_000;
        var counter = new EnergyCounter(0, 1);
        var plain = 0.0;
        for (var second = 0; second <= Seconds; second++)
            plain += counter.AddPower(TimeSpan.FromSeconds(second), 612.4, 1);
        var exact = 612.4 * Seconds / 3600;

        Assert.InRange(Math.Abs(counter.EnergyWh - exact) / exact, 0, 4e-16);
        Assert.True(Math.Abs(plain - exact) / exact > 1e-13, "a plain sum would have done as well: this test proves nothing");
    }

    [Fact]
    public void A_meter_that_reports_on_change_holds_its_last_power()
    {
        var counter = new EnergyCounter(0, 1);
        var cap = TimeSpan.FromMinutes(3);

        Assert.Equal(0, counter.HoldPower(TimeSpan.Zero, 3600, cap));
        Assert.Equal(60, counter.HoldPower(TimeSpan.FromSeconds(60), 0, cap), 1e-12);
        Assert.Equal(0, counter.HoldPower(TimeSpan.FromSeconds(120), 3600, cap));
        Assert.Equal(180, counter.HoldPower(TimeSpan.FromSeconds(300), 3600, cap), 1e-12);
        Assert.Equal(0, counter.HoldPower(TimeSpan.FromSeconds(481), 3600, cap));
        Assert.Equal(240, counter.EnergyWh, 1e-12);
    }

    [Fact]
    public void A_meter_that_passes_its_highest_value_goes_on()
    {
        var counter = new EnergyCounter(500, 7);
        counter.AddMeterCounter(TimeSpan.Zero, 9_999_990, 10_000_000, 1440, 0, 99);

        var change = counter.AddMeterCounter(TimeSpan.FromMinutes(2), 20, 10_000_000, 1440, 0, 99);

        Assert.Equal(MeterChange.RolledOver, change);
        Assert.Equal(530, counter.EnergyWh, 1e-9);
        Assert.Equal(7, counter.EnergyFrom);
    }

    [Fact]
    public void A_meter_that_begins_again_begins_a_new_counter()
    {
        var counter = new EnergyCounter(500, 7);
        counter.AddMeterCounter(TimeSpan.Zero, 512_000, 10_000_000, 1440, 0, 99);

        var change = counter.AddMeterCounter(TimeSpan.FromMinutes(2), 100, 10_000_000, 1440, 0, 99);

        Assert.Equal(MeterChange.Reset, change);
        Assert.Equal(100, counter.EnergyWh);
        Assert.Equal(99, counter.EnergyFrom);
    }

    [Theory]
    [InlineData(79.2, MeterChange.RolledOver)]
    [InlineData(79.3, MeterChange.Reset)]
    public void A_rollover_is_what_the_circuit_can_have_used_and_a_tenth(double usedWh, MeterChange expected)
    {
        var counter = new EnergyCounter(0, 7);
        counter.AddMeterCounter(TimeSpan.Zero, 1000 - 50, 1000, 1440, 0, 99);

        Assert.Equal(expected, counter.AddMeterCounter(TimeSpan.FromMinutes(3), usedWh - 50, 1000, 1440, 0, 99));
    }

    [Fact]
    public void A_meter_with_coarse_steps_may_roll_over_between_two_quick_looks()
    {
        var counter = new EnergyCounter(0, 7);
        counter.AddMeterCounter(TimeSpan.Zero, 9_999_999, 10_000_000, 500, 1, 99);

        Assert.Equal(MeterChange.RolledOver, counter.AddMeterCounter(TimeSpan.FromSeconds(1), 0, 10_000_000, 500, 1, 99));
        Assert.Equal(1, counter.EnergyWh);
    }

    [Fact]
    public void What_a_meter_counted_while_the_program_was_down_counts()
    {
        var counter = new EnergyCounter(500, 7, meterWh: 1000);

        Assert.Equal(MeterChange.Counted, counter.AddMeterCounter(TimeSpan.Zero, 1250, 10_000_000, 1440, 0, 99));
        Assert.Equal(750, counter.EnergyWh);
        Assert.Equal(1250, counter.MeterWh);
    }

    [Fact]
    public void A_fall_of_the_meter_over_a_restart_is_a_reset()
    {
        var counter = new EnergyCounter(500, 7, meterWh: 9_999_990);

        Assert.Equal(MeterChange.Reset, counter.AddMeterCounter(TimeSpan.Zero, 3, 10_000_000, 1440, 0, 99));
        Assert.Equal(3, counter.EnergyWh);
    }

    private static double Count(EnergyCounter counter, IEnumerable<(double Seconds, double PowerW)> run)
    {
        var time = 0.0;
        foreach (var sample in run)
        {
            time = Later(time, sample);
            counter.AddPower(TimeSpan.FromSeconds(time), sample.PowerW, 1);
        }

        return counter.EnergyWh;
    }

    private static double Later(double time, (double Seconds, double PowerW) sample) => time + Math.Max(0, sample.Seconds);
}
