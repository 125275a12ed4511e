using Powderwatts.Edge.Simulation.Roof;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Tests.Edge.Simulation.Roof;

public sealed class ModelRoofTests
{
    private static readonly WeatherRecording winter = WeatherRecording.OpenBundled();
    private static readonly DateTimeOffset now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_numbers_do_not_depend_on_what_was_asked_before()
    {
        var often = Roof();
        var rarely = Roof();
        var instant = now.AddDays(-2);
        for (var i = 0; i < 2000; i++)
            often.At("gutter-north", instant.AddSeconds(37.003 * i));

        Assert.Equal(All(rarely, instant.AddHours(20)), All(often, instant.AddHours(20)));
    }

    [Fact]
    public void A_restart_continues_the_same_roof()
    {
        var running = Roof();
        for (var hour = -48; hour < 0; hour++)
            All(running, now.AddHours(hour));

        Assert.Equal(All(Roof(), now.AddMilliseconds(123)), All(running, now.AddMilliseconds(123)));
        Assert.Equal(Roof().Climate(now), running.Climate(now));
    }

    [Fact]
    public void A_clock_that_steps_back_gets_the_numbers_of_its_instant()
    {
        var roof = Roof();
        var before = All(roof, now.AddSeconds(-5));
        var dayBefore = All(roof, now.AddDays(-1));
        All(roof, now);

        Assert.Equal(before, All(roof, now.AddSeconds(-5)));
        Assert.Equal(dayBefore, All(roof, now.AddDays(-1)));
        Assert.Equal(All(Roof(), now.AddDays(-400)), All(roof, now.AddDays(-400)));
    }

    [Fact]
    public void Another_seed_makes_other_numbers()
    {
        var place = Place();
        place = place with { StartWeather = place.AnchorWeather.AddDays(-3) };
        var (one, two) = (new ModelRoof(winter, place), new ModelRoof(winter, place with { Seed = 99 }));
        var hours = Enumerable.Range(1, 48).Select(hour => now.AddHours(hour - 49)).ToArray();

        Assert.NotEqual(hours.Select(hour => All(one, hour)), hours.Select(hour => All(two, hour)));
    }

    [Fact]
    public void No_water_is_made_or_lost()
    {
        var roof = MonthOfRoof();

        foreach (var days in new[] { -31, -20, -10, 0, 5 })
        {
            var (ledger, snowKg, waterKg) = roof.Water(now.AddDays(days));

            Assert.Equal(ledger.StartKg + ledger.FallenKg, snowKg + waterKg + ledger.DrainedKg + ledger.SlidKg + ledger.EvaporatedKg, 5);
            Assert.InRange(snowKg, 0, double.MaxValue);
            Assert.InRange(waterKg, 0, double.MaxValue);
        }

        var (month, _, _) = roof.Water(now);
        Assert.True(month.FallenKg > 10_000, "a January with 947 mm fell");
        Assert.True(month.DrainedKg > 1_000, "the cables melted some of it");
    }

    [Fact]
    public void Power_is_voltage_times_current_and_stays_within_the_strip()
    {
        var roof = Roof();
        for (var minute = 0; minute < 3 * 1440; minute++)
        {
            foreach (var state in All(roof, now.AddDays(-3).AddMinutes(minute)))
            {
                Assert.Equal(state.VoltageV * state.CurrentA, state.PowerW, 9);
                Assert.InRange(state.VoltageV, 11.6, 12.2);
                Assert.InRange(state.CurrentA, 0, 8);
                Assert.Equal(state.On, state.PowerW > 0);
            }
        }
    }

    [Fact]
    public void After_switch_on_the_power_starts_high_and_settles_within_about_300_s()
    {
        var roof = Roof();
        var t = now.AddDays(-3);
        var (offSeconds, on) = (0, t);
        for (; offSeconds < 1000 || !roof.At("gutter-north", on).On; on = on.AddSeconds(1))
        {
            Assert.True(on < now, "the circuit never came on after a long pause");
            offSeconds = roof.At("gutter-north", on).On ? 0 : offSeconds + 1;
        }

        var peak = roof.At("gutter-north", on).PowerW;
        var after100 = roof.At("gutter-north", on.AddSeconds(100)).PowerW;
        var after300 = roof.At("gutter-north", on.AddSeconds(300)).PowerW;
        var settled = roof.At("gutter-north", on.AddSeconds(600)).PowerW;

        Assert.InRange(peak / settled, 1.35, 1.75);
        Assert.InRange((after100 - settled) / (peak - settled), 0.25, 0.5);
        Assert.InRange(after300 / settled, 0.97, 1.07);
    }

    [Fact]
    public void Live_values_move_each_second_by_a_few_tenths_of_a_percent()
    {
        var roof = Roof();
        var instant = Enumerable.Range(0, 10_000).Select(i => now.AddDays(-2).AddMinutes(i))
            .First(t => roof.At("gutter-north", t).On && roof.At("gutter-north", t.AddMinutes(15)).On).AddMinutes(15);
        var powers = Enumerable.Range(0, 20).Select(s => roof.At("gutter-north", instant.AddSeconds(s - 20)).PowerW).ToArray();

        Assert.Equal(powers.Length, powers.Distinct().Count());
        Assert.InRange((powers.Max() - powers.Min()) / powers.Average(), 0.0005, 0.02);
    }

    [Theory]
    [InlineData(1, 40, 65)]
    [InlineData(2, 35, 65)]
    [InlineData(4, 20, 45)]
    [InlineData(10, 25, 55)]
    [InlineData(11, 30, 60)]
    [InlineData(16, 25, 55)]
    public void A_winter_month_uses_a_plausible_energy_and_has_something_to_look_at(int seed, double lowKwh, double highKwh)
    {
        // 126 W of strips: all on for 30 days at rated power would be 91 kWh
        var roof = new ModelRoof(winter, WeatherPlace.First(winter, seed, TimeZoneInfo.Utc, 1, now));
        var (wattHours, coldMinutes, onOfCold, mixed, changes) = (0.0, 0, 0, 0, 0);
        var last = new bool[ModelRoof.Circuits.Length];
        for (var minute = 0; minute < 43_200; minute += 3)
        {
            var instant = now.AddDays(-30).AddMinutes(minute);
            var states = All(roof, instant);
            wattHours += states.Sum(state => state.PowerW) * 3 / 60;
            if (roof.Climate(instant).TemperatureC >= 0)
                continue;
            var on = states.Count(state => state.On);
            coldMinutes += 3;
            onOfCold += on * 3;
            mixed += on is > 0 and < 6 ? 3 : 0;
            for (var i = 0; i < last.Length; i++)
            {
                changes += last[i] == states[i].On ? 0 : 1;
                last[i] = states[i].On;
            }
        }

        Assert.InRange(wattHours / 1000, lowKwh, highKwh);
        Assert.InRange((double)onOfCold / coldMinutes / 6, 0.4, 0.72);
        Assert.InRange((double)mixed / coldMinutes, 0.8, 1);
        Assert.InRange((double)coldMinutes / changes, 4, 15); // minutes between switchings anywhere on the roof
    }

    [Fact]
    public void A_warm_day_heats_nothing_and_a_cold_wet_one_heats_more_than_a_cold_dry_one()
    {
        Assert.DoesNotContain(Day(12, 0), state => state.On);

        var (dry, wet) = (Day(-2, 0).Where(Settled).ToArray(), Day(-2, 3).Where(Settled).ToArray());
        Assert.NotEmpty(dry);
        Assert.NotEmpty(wet);
        Assert.All(dry, state => Assert.False(state.Wet));
        Assert.InRange(wet.Average(state => state.PowerW) / dry.Average(state => state.PowerW), 1.3, 1.7);

        // 450 ft: 8.3 W/ft at -2 °C, 1:100
        static bool Settled(CircuitState state) => state.On && state.PowerW < 38.5;
        static CircuitState[] Day(double temperatureC, double mmPerHour) =>
            [.. Enumerable.Range(0, 1440).Select(m => Steady(temperatureC, mmPerHour).At("gutter-north", now.AddMinutes(m - 1440))).OrderBy(s => s.PowerW)];
    }

    [Fact]
    public void Colder_air_makes_more_power_and_snow_lies_only_where_it_is_cold()
    {
        Assert.True(Highest(-15) > Highest(-5));
        Assert.True(Steady(-5, 1).Climate(now).DepthM > 0.05);
        Assert.Equal(0, Steady(8, 1).Climate(now).DepthM);
        Assert.True(Steady(8, 1).Climate(now).Wet);

        static double Highest(double temperatureC) =>
            Enumerable.Range(0, 1440).Max(m => Steady(temperatureC, 1).At("valley-1", now.AddMinutes(m - 1440)).PowerW);
    }

    [Fact]
    public void Water_that_is_not_heated_freezes_again()
    {
        // a day of rain, then a frost without precipitation
        var hours = Enumerable.Range(0, 24 * 60).Select(hour => new WeatherHour(hour % 48 < 24 ? 4 : -12, hour % 48 < 24 ? 1 : 0, 0, false));
        var recording = new WeatherRecording("days of rain and frost", new DateTime(2017, 1, 1), [.. hours]);
        var place = Place() with { StartWeather = recording.Start, AnchorWeather = recording.Start.AddDays(2), Anchor = now };
        var roof = new ModelRoof(recording, place);

        var rained = roof.Water(now.AddHours(-24.5));
        var frozen = roof.Water(now.AddHours(-6));

        Assert.True(rained.WaterKg > 1);
        Assert.True(frozen.SnowKg > rained.SnowKg);
        Assert.True(frozen.WaterKg < rained.WaterKg);
    }

    [Fact]
    public void At_its_end_the_winter_begins_anew()
    {
        var hours = winter.Hours[..(10 * 24)];
        var recording = new WeatherRecording("ten days", winter.Start, hours);
        var place = Place() with { StartWeather = recording.Start.AddDays(3), AnchorWeather = recording.Start.AddDays(6), Anchor = now };
        var roof = new ModelRoof(recording, place);
        var lapEnd = now.AddDays(4);

        Assert.NotEqual(All(roof, lapEnd), All(roof, lapEnd.AddMilliseconds(-1)));
        var (second, snowKg, waterKg) = roof.Water(lapEnd.AddDays(7));
        var (third, snowKgLater, waterKgLater) = roof.Water(lapEnd.AddDays(17));

        Assert.Equal(second.FallenKg, third.FallenKg, 6);
        Assert.Equal(snowKg + waterKg, snowKgLater + waterKgLater, 500.0);
        Assert.Equal(roof.Climate(lapEnd.AddDays(7)).TemperatureC, roof.Climate(lapEnd.AddDays(17)).TemperatureC, 0.1);
    }

    [Fact]
    public void At_speed_60_a_minute_is_an_hour_of_weather()
    {
        var place = Place();
        place = place with { StartWeather = place.AnchorWeather.AddDays(-3) };
        var (real, fast) = (new ModelRoof(winter, place), new ModelRoof(winter, place with { Speed = 60 }));

        Assert.Equal(All(real, now.AddHours(7)), All(fast, now.AddMinutes(7)));
    }

    [Fact]
    public void Humidity_and_pressure_are_those_of_the_mountain()
    {
        var roof = MonthOfRoof();
        for (var hour = 0; hour < 720; hour++)
        {
            var air = roof.Climate(now.AddHours(hour - 720));
            Assert.InRange(air.HumidityPct, 15, 100);
            Assert.InRange(air.PressureHpa, 765, 800);
        }
    }

    [Fact]
    public void An_unknown_circuit_is_named_in_the_error() =>
        Assert.Contains("attic", Assert.Throws<ArgumentException>(() => Roof().At("attic", now)).Message, StringComparison.Ordinal);

    private static WeatherPlace Place() => WeatherPlace.First(winter, 1, TimeZoneInfo.Utc, 1, now);

    // three days of weather are enough where the season does not matter
    private static ModelRoof Roof()
    {
        var place = Place();
        return new ModelRoof(winter, place with { StartWeather = place.AnchorWeather.AddDays(-3) });
    }

    private static ModelRoof MonthOfRoof() => new(winter, Place());

    private static CircuitState[] All(ModelRoof roof, DateTimeOffset instant) => [.. ModelRoof.Circuits.Select(circuit => roof.At(circuit.Id, instant))];

    private static readonly Dictionary<(double, double), ModelRoof> steady = [];

    private static ModelRoof Steady(double temperatureC, double mmPerHour)
    {
        if (steady.TryGetValue((temperatureC, mmPerHour), out var roof))
            return roof;
        var recording = new WeatherRecording("steady", new DateTime(2017, 1, 1), [.. Enumerable.Repeat(new WeatherHour(temperatureC, mmPerHour, 0, false), 24 * 60)]);
        var place = Place() with { StartWeather = recording.Start, AnchorWeather = recording.Start.AddDays(5), Anchor = now };
        return steady[(temperatureC, mmPerHour)] = new ModelRoof(recording, place);
    }
}
