using Powderwatts.Readings;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Tests.Tape.Importing;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(Quantity.PowerW, "mW", 8150, 8.15)]
    [InlineData(Quantity.PowerW, "kW", 4.216, 4216)]
    [InlineData(Quantity.PowerW, "Wh/min", 17, 1020)]
    [InlineData(Quantity.EnergyWh, "kWh", 381.701, 381701)]
    [InlineData(Quantity.EnergyWh, "Wmin", 60, 1)]
    [InlineData(Quantity.EnergyWh, "MJ", 3.6, 1000)]
    [InlineData(Quantity.TemperatureC, "K", 277.8, 4.65)]
    [InlineData(Quantity.TemperatureC, "F", 212, 100)]
    [InlineData(Quantity.TemperatureC, "°F", -40, -40)]
    [InlineData(Quantity.PressureHpa, "Pa", 87480, 874.8)]
    [InlineData(Quantity.PressureHpa, "inHg", 29.92, 1013.2075888)]
    [InlineData(Quantity.DepthM, "in", 10, 0.254)]
    [InlineData(Quantity.DepthM, "ft", 1, 0.3048)]
    [InlineData(Quantity.HumidityPct, "1", 0.5, 50)]
    [InlineData(Quantity.PowerW, "W", 0.1, 0.1)]
    [InlineData(Quantity.PowerW, "kW", 1e300, 1e303)]
    [InlineData(Quantity.PowerW, "mW", 1e-300, 1e-303)]
    public void A_unit_is_converted_without_dust_behind_the_decimals(Quantity quantity, string unit, double written, double expected)
    {
        Assert.True(Units.TryFind(quantity, unit, out var known));

        Assert.Equal(expected, known.Convert(written, 1, 0), Math.Abs(expected) * 1e-15);
        if (Math.Abs(expected) is > 1e-9 and < 1e9 && unit is not ("F" or "°F"))
            Assert.Equal(expected, known.Convert(written, 1, 0));
    }

    [Fact]
    public void Scale_and_offset_come_before_the_unit()
    {
        Assert.True(Units.TryFind(Quantity.TemperatureC, "K", out var kelvin));

        Assert.Equal(21.5, kelvin.Convert(2936.5, 0.1, 1));
    }
}
