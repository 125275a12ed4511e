using System.Device.Gpio;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.WetContact;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Sensors.WetContact;

public sealed class WetContactSensorTests : IDisposable
{
    private readonly TestPins pins = TestPins.Parse(["17: high"]);
    private readonly Hardware hardware;
    private readonly WetContactSensor sensor;

    public WetContactSensorTests()
    {
        hardware = new Hardware(new TestBuses(pins: pins), new FakeTimeProvider());
        sensor = new WetContactSensor(new WetContactSettings { Id = "gutter-wet", Driver = "wet-contact", Bus = "gpio" }, hardware);
    }

    public void Dispose()
    {
        sensor.Dispose();
        hardware.Dispose();
    }

    [Fact]
    public void Each_reading_asks_the_pin()
    {
        sensor.Start();

        Assert.Equal(0, Read());
        pins.Set(17, PinValue.Low);
        Assert.Equal(1, Read());
    }

    [Fact]
    public void The_pin_is_an_input_with_its_pull_and_starting_again_is_no_fault()
    {
        sensor.Start();
        sensor.Start();

        Assert.Equal(PinMode.InputPullUp, pins.ModeOf(17));
    }

    [Theory]
    [InlineData("high", "up", true)]
    [InlineData("low", "down", true)]
    [InlineData("high", "down", false)]
    [InlineData("low", "none", false)]
    public void A_pull_that_makes_a_broken_wire_read_wet_is_refused(string wetWhen, string pull, bool refused)
    {
        var settings = new WetContactSettings { Id = "w", Driver = "wet-contact", Bus = "gpio", WetWhenHigh = wetWhen == "high", Pull = pull };

        Assert.Equal(refused ? ["pull"] : [], WetContactSettings.Validate(settings).Select(f => f.Key));
    }

    [Theory]
    [InlineData("gpio", true)]
    [InlineData("sim", true)]
    [InlineData("gpio-0", false)]
    [InlineData("i2c-1", false)]
    public void Its_bus_is_the_header_or_the_simulation(string bus, bool right)
    {
        var settings = new WetContactSettings { Id = "w", Driver = "wet-contact", Bus = bus };

        string[] faults = right ? [] : [$"is '{bus}', must be gpio, or sim for a simulated chip"];
        Assert.Equal(faults, WetContactSettings.Entry.Validate(settings).Select(f => f.Message));
    }

    private double? Read()
    {
        Assert.True(sensor.TryRead(out var measurement));
        return measurement.Values[Quantity.Wet];
    }
}
