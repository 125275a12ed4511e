using CsCheck;
using Powderwatts.Readings;
using Powderwatts.Savings.Weather;

namespace Powderwatts.Tests.Savings.Weather;

public sealed class ClimateBinTests
{
    [Theory]
    [InlineData(-2.1, Wetness.Wet, "-4w")]
    [InlineData(-2.0, Wetness.Dry, "-2d")]
    [InlineData(0.0, Wetness.Unknown, "0u")]
    [InlineData(1.99, Wetness.Wet, "0w")]
    public void A_bin_is_named_by_its_lower_edge(double celsius, Wetness wetness, string name) => Assert.Equal(name, ClimateBin.Of(celsius, wetness).Name);

    [Fact]
    public void Every_name_reads_back() => Gen.Select(Gen.Double[-60, 60].Nullable(), Gen.Enum<Wetness>()).Sample((celsius, wetness) =>
    {
        var bin = ClimateBin.Of(celsius, wetness);
        Assert.True(ClimateBin.TryParse(bin.Name, out var back));
        Assert.Equal(bin, back);
    });

    [Theory]
    [InlineData("")]
    [InlineData("w")]
    [InlineData("3w")]
    [InlineData("-4x")]
    [InlineData("--4w")]
    [InlineData(" 4w")]
    public void What_is_no_bin_is_refused(string name) => Assert.False(ClimateBin.TryParse(name, out _));

    [Fact]
    public void A_value_is_good_for_three_of_its_intervals()
    {
        var track = new ClimateTrack();
        track.Add(Climate(0, temperature: -3.0));
        track.Add(Climate(30_000, wet: 1));

        Assert.Equal("-4w", track.At(60_000).Name);
        Assert.Equal("nw", track.At(180_001).Name);
        Assert.Equal("nu", track.At(210_001).Name);
    }

    private static Reading Climate(long t, double? temperature = null, double? wet = null) =>
        new("air", t, new QuantityValues { [Quantity.TemperatureC] = temperature, [Quantity.Wet] = wet }) { IntervalS = 60 };
}
