using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Weather;

namespace Powderwatts.Tests.Edge.Simulation.Weather;

public sealed class WeatherRecordingTests
{
    private const string Header = "instant,temperature_c,precipitation_mm,snow_depth_m\n";

    [Fact]
    public void The_bundled_winter_has_every_hour_and_marks_the_nine_that_lack_a_temperature()
    {
        var recording = WeatherRecording.OpenBundled();

        Assert.Equal(new DateTime(2016, 10, 29), recording.Start);
        Assert.Equal(TimeSpan.FromDays(184), recording.Length);
        Assert.Equal(9, recording.Hours.Count(hour => hour.Interpolated));
        Assert.Equal(-18.21, recording.Hours.Min(hour => hour.TemperatureC));
        Assert.Equal(4.65, recording.Hours.Max(hour => hour.SnowDepthM));
        // the counter stood at 359 mm before the first row and at 3229 mm at the last
        Assert.Equal(3229 - 359, recording.Hours.Sum(hour => hour.PrecipitationMm), 6);
    }

    [Fact]
    public void Between_the_hours_temperature_is_a_straight_line_and_precipitation_is_even()
    {
        var recording = Read(Header + "2017-01-01 00:00:00,-2,0,1\n2017-01-01 01:00:00,2,3,1.2\n2017-01-01 02:00:00,0,1,1\n");

        var sample = recording.At(new DateTime(2017, 1, 1, 0, 15, 0));

        Assert.Equal(-1, sample.TemperatureC, 9);
        Assert.Equal(3, sample.PrecipitationMmPerHour);
        Assert.Equal(1.05, sample.SnowDepthM, 9);
    }

    [Fact]
    public void At_its_end_it_begins_anew_without_a_jump()
    {
        var recording = Read(Header + "2017-01-01 00:00:00,-2,0,1\n2017-01-01 01:00:00,2,3,1.2\n");

        Assert.Equal(0, recording.At(new DateTime(2017, 1, 1, 1, 30, 0)).TemperatureC, 9);
        Assert.Equal(recording.At(new DateTime(2017, 1, 1, 0, 20, 0)), recording.At(new DateTime(2017, 1, 1, 2, 20, 0)));
        Assert.Equal(recording.At(new DateTime(2017, 1, 1, 0, 20, 0)), recording.At(new DateTime(2016, 12, 31, 22, 20, 0)));
    }

    [Fact]
    public void Missing_values_lie_on_a_line_between_their_neighbours_and_their_hours_are_marked()
    {
        var recording = Read(Header + "2017-01-01 00:00:00,,0,1\n2017-01-01 01:00:00,-4,0,1\n2017-01-01 02:00:00,,0,1\n2017-01-01 03:00:00,,0,\n2017-01-01 04:00:00,2,0,1.5\n2017-01-01 05:00:00,1,0,\n");

        Assert.Equal([-4, -4, -2, 0, 2, 1], recording.Hours.Select(hour => hour.TemperatureC));
        Assert.Equal([1, 1, 1, 1.25, 1.5, 1.5], recording.Hours.Select(hour => hour.SnowDepthM));
        Assert.Equal([true, false, true, true, false, true], recording.Hours.Select(hour => hour.Interpolated));
    }

    [Theory]
    [InlineData("instant,temperature_c\n", "line 1")]
    [InlineData(Header + "2017-01-01 00:00:00,1,0\n", "line 2: it has 3 fields")]
    [InlineData(Header + "2017-01-01,1,0,0\n", "line 2, column 'instant'")]
    [InlineData(Header + "2017-01-01 00:00:00,1,0,0\n2017-01-01 02:00:00,1,0,0\n", "line 3, column 'instant'")]
    [InlineData(Header + "2017-01-01 00:00:00,cold,0,0\n", "line 2, column 'temperature_c'")]
    [InlineData(Header + "2017-01-01 00:00:00,NaN,0,0\n", "line 2, column 'temperature_c'")]
    [InlineData(Header + "2017-01-01 00:00:00,1,-1,0\n", "line 2, column 'precipitation_mm'")]
    [InlineData(Header + "2017-01-01 00:00:00,1,0,0\n", "fewer than two rows")]
    [InlineData(Header + "2017-01-01 00:00:00,,0,0\n2017-01-01 01:00:00,,0,0\n", "column 'temperature_c': the column has no value")]
    public void A_fault_names_its_line_and_column(string text, string expected)
    {
        var fault = Assert.Throws<SimulationException>(() => Read(text));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'test'", fault.Message, StringComparison.Ordinal);
    }

    private static WeatherRecording Read(string text) => WeatherCsv.Read(new StringReader(text), "test");
}
