using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Tests.Edge.Simulation.Weather;

public sealed class WeatherPlaceFileTests : IDisposable
{
    private static readonly DateTimeOffset now = new(2026, 12, 24, 9, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("powderwatts-").FullName;

    private string FilePath => Path.Combine(folder, WeatherPlaceFile.Name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_place_of_the_first_start_is_kept()
    {
        var first = Open(seed: 7);
        var second = WeatherPlaceFile.Open(folder, null, TimeZoneInfo.Utc, 1, now.AddDays(3));

        Assert.Equal(first.Place, second.Place);
        Assert.Equal(7, second.Place.Seed);
        Assert.Null(second.Notice);
        Assert.Equal([WeatherPlaceFile.Name], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_new_speed_is_kept_with_its_own_anchor()
    {
        var first = Open();

        var fast = WeatherPlaceFile.Open(folder, null, TimeZoneInfo.Utc, 60, now.AddHours(1));
        var again = WeatherPlaceFile.Open(folder, null, TimeZoneInfo.Utc, 60, now.AddHours(2));

        Assert.Equal(now.AddHours(1), again.Place.Anchor);
        Assert.Equal(fast.Place, again.Place);
        Assert.Equal(first.Place.AnchorWeather.AddHours(1), again.Place.AnchorWeather);
        Assert.Equal(first.Place.StartWeather, again.Place.StartWeather);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"seed\":1,\"recording\":\"sahara\",\"start_weather\":\"2016-12-30T09:00:00\",\"anchor\":\"2026-12-24T09:00:00Z\",\"anchor_weather\":\"2017-01-31T09:00:00\",\"speed\":1}")]
    [InlineData("{\"version\":1,\"seed\":1,\"recording\":\"donner-2017\",\"start_weather\":\"2016-12-30T09:00:00\",\"anchor\":\"2026-12-24T09:00:00Z\",\"anchor_weather\":\"2017-01-31T09:00:00\",\"speed\":-1}")]
    [InlineData("{\"version\":1,\"seed\":1,\"recording\":\"donner-2017\",\"start_weather\":\"1999-12-30T09:00:00\",\"anchor\":\"2026-12-24T09:00:00Z\",\"anchor_weather\":\"2017-01-31T09:00:00\",\"speed\":1}")]
    [InlineData("{\"version\":1,\"seed\":1,\"recording\":\"donner-2017\",\"start_weather\":\"2016-12-30T09:00:00\",\"anchor\":\"2026-12-24T09:00:00Z\",\"anchor_weather\":\"2017-01-31T09:00:00\",\"speed\":1,\"extra\":1}")]
    public void A_damaged_file_is_moved_aside_and_said_so(string text)
    {
        File.WriteAllText(FilePath, text);

        var opened = Open();

        Assert.Contains("damaged", opened.Notice, StringComparison.Ordinal);
        Assert.Equal(now, opened.Place.Anchor);
        Assert.Equal(text, File.ReadAllText(Assert.Single(Directory.GetFiles(folder, "*.damaged-*"))));
        Assert.Equal(opened.Place, Open().Place);
    }

    [Fact]
    public void A_newer_programs_file_is_refused_and_left_alone()
    {
        File.WriteAllText(FilePath, "{\"version\":2,\"whatever\":true}");

        var fault = Assert.Throws<SimulationException>(() => Open());

        Assert.Contains("version 2", fault.Message, StringComparison.Ordinal);
        Assert.Equal("{\"version\":2,\"whatever\":true}", File.ReadAllText(FilePath));
    }

    [Fact]
    public void Another_seed_than_the_kept_one_is_refused()
    {
        Open(seed: 7);

        Assert.Contains("seed 7", Assert.Throws<SimulationException>(() => Open(seed: 8)).Message, StringComparison.Ordinal);
    }

    private OpenedPlace Open(long? seed = null) => WeatherPlaceFile.Open(folder, seed, TimeZoneInfo.Utc, 1, now);
}
