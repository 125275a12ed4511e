using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Tests.Edge.Simulation.Weather;

public sealed class WeatherPlaceTests
{
    private static readonly WeatherRecording recording = WeatherRecording.OpenBundled();
    private static readonly DateTimeOffset now = new(2026, 7, 14, 20, 30, 15, TimeSpan.Zero);

    [Fact]
    public void Every_winter_month_is_chosen_by_some_seed_and_has_thirty_days_behind_it()
    {
        var places = Enumerable.Range(0, 60).Select(seed => WeatherPlace.First(recording, seed, TimeZoneInfo.Utc, 1, now)).ToList();

        Assert.Equal([1, 2, 3, 4, 11, 12], places.Select(place => place.AnchorWeather.Month).Distinct().Order());
        Assert.All(places, place =>
        {
            Assert.True(place.AnchorWeather.AddDays(10).Month != place.AnchorWeather.Month, $"{place.AnchorWeather:d} is no end of a month");
            Assert.Equal(place.AnchorWeather.AddDays(-30), place.WeatherAt(now.AddDays(-30)));
            Assert.True(place.StartWeather >= recording.Start);
        });
    }

    [Fact]
    public void At_any_hour_of_a_first_start_the_month_of_the_default_seed_ends_in_frost()
    {
        for (var hour = 0; hour < 24; hour++)
        {
            var place = WeatherPlace.First(recording, WeatherPlaceFile.DefaultSeed, TimeZoneInfo.Utc, 1, now.Date.AddHours(hour));

            Assert.True(recording.At(place.AnchorWeather).TemperatureC <= 0.01, $"{place.AnchorWeather} has {recording.At(place.AnchorWeather).TemperatureC} °C");
        }
    }

    [Fact]
    public void The_hours_of_the_day_lie_on_the_clock_of_the_site()
    {
        var denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

        var place = WeatherPlace.First(recording, 1, denver, 1, now);

        Assert.Equal(new TimeSpan(14, 30, 15), place.AnchorWeather.TimeOfDay); // 20:30:15 UTC in summer time
    }

    [Fact]
    public void Speed_moves_the_weather_after_the_anchor_and_not_before_it()
    {
        var place = WeatherPlace.First(recording, 1, TimeZoneInfo.Utc, 10, now);

        Assert.Equal(place.AnchorWeather.AddMinutes(50), place.WeatherAt(now.AddMinutes(5)));
        Assert.Equal(place.AnchorWeather.AddMinutes(-5), place.WeatherAt(now.AddMinutes(-5)));
    }

    [Fact]
    public void Another_speed_begins_without_a_jump()
    {
        var slow = WeatherPlace.First(recording, 1, TimeZoneInfo.Utc, 1, now);
        var later = now.AddHours(3);

        var fast = slow.At(60, later);

        Assert.Equal(slow.WeatherAt(later), fast.WeatherAt(later));
        Assert.Equal(slow.WeatherAt(later).AddMinutes(60), fast.WeatherAt(later.AddMinutes(1)));
        Assert.Equal(slow.WeatherAt(later.AddMinutes(-1)), fast.WeatherAt(later.AddMinutes(-1)));
    }

    [Fact]
    public void Before_its_start_the_weather_stands_still()
    {
        var place = WeatherPlace.First(recording, 1, TimeZoneInfo.Utc, 1, now);

        Assert.Equal(place.StartWeather, place.WeatherAt(now.AddDays(-400)));
    }

    [Fact]
    public void No_instant_is_too_far_away()
    {
        var place = WeatherPlace.First(recording, 1, TimeZoneInfo.Utc, WeatherPlace.MaxSpeed, now);

        Assert.Equal(DateTime.MaxValue, place.WeatherAt(DateTimeOffset.MaxValue));
        Assert.Equal(place.StartWeather, place.WeatherAt(DateTimeOffset.MinValue));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(3601)]
    public void A_speed_out_of_range_is_refused(double speed) =>
        Assert.Throws<SimulationException>(() => WeatherPlace.First(recording, 1, TimeZoneInfo.Utc, speed, now));
}
