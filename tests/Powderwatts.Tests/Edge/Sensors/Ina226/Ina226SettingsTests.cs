using Powderwatts.Edge.Sensors.Ina226;

namespace Powderwatts.Tests.Edge.Sensors.Ina226;

public sealed class Ina226SettingsTests
{
    private static readonly Ina226Settings right = new() { Id = "gutter", Driver = "ina226", Bus = "i2c-1", ShuntOhms = 0.01, MaxCurrentA = 8 };

    [Theory]
    [InlineData(0.1, 0.8192)]
    [InlineData(0.01, 8.192)]
    [InlineData(0.002, 40.96)]
    public void The_whole_shunt_range_may_be_used(double shuntOhms, double maxA)
    {
        Assert.Empty(Ina226Settings.Validate(right with { ShuntOhms = shuntOhms, MaxCurrentA = maxA }));
        Assert.Equal(2048, Ina226Scale.For(shuntOhms, maxA).Calibration);
    }

    [Fact]
    public void More_than_the_shunt_range_is_a_fault_with_the_way_out()
    {
        var fault = Assert.Single(Ina226Settings.Validate(right with { MaxCurrentA = 10 }));

        Assert.Equal("max_current_a", fault.Key);
        Assert.Equal("is 10 A: over 0.01 Ohm that is 100 mV, and the chip ends at 81.92 mV; at most 8.192 A with this shunt, or use a smaller shunt", fault.Message);
    }

    [Theory]
    [InlineData(0.513, true)]
    [InlineData(0.511, false)]
    public void Too_little_for_the_calibration_register_is_a_fault(double maxA, bool valid)
    {
        var faults = Ina226Settings.Validate(right with { MaxCurrentA = maxA }).ToArray();

        Assert.Equal(valid ? [] : ["max_current_a"], faults.Select(f => f.Key));
        Assert.Equal(valid, Ina226Scale.For(0.01, maxA).Calibration <= 32767);
    }

    [Fact]
    public void The_range_is_never_smaller_than_asked()
    {
        for (var maxA = 0.52; maxA < 8.19; maxA += 0.01)
            Assert.True(Ina226Scale.For(0.01, maxA).CurrentLsb * 32768 >= maxA * (1 - 1e-12), $"{maxA} A");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(20, 1)]
    [InlineData(100, 4)]
    [InlineData(1000, 64)]
    [InlineData(60_000, 1024)]
    public void Without_a_wish_a_result_comes_five_times_an_interval_or_as_fast_as_it_can(int intervalMs, int averaging) =>
        Assert.Equal(averaging, (right with { Interval = TimeSpan.FromMilliseconds(intervalMs) }).AveragingInForce);

    [Fact]
    public void An_average_longer_than_the_interval_is_a_fault()
    {
        var fault = Assert.Single(Ina226Settings.Validate(right with { Averaging = 1024 }));

        Assert.Equal("averaging", fault.Key);
        Assert.Equal("is 1024: with 2 x 1100 us a result takes 2252.8 ms, longer than the interval of 1000 ms; average less or convert faster", fault.Message);
    }
}
