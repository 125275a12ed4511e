using System.Device.I2c;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Bme280;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Readings;
using Powderwatts.Tests.Edge.Sensors;

namespace Powderwatts.Tests.Edge.Simulation.Chips;

public sealed class SimulatedBme280Tests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void After_power_on_it_sleeps_and_has_measured_nothing()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, -3, 80, 720);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([0x60], Read(device, 0xD0, 1));
        Assert.Equal([0x00, 0x00, 0x00], Read(device, 0xF3, 3));
        Assert.Equal([0x80, 0, 0, 0x80, 0, 0, 0x80, 0], Read(device, 0xF7, 8));
    }

    [Fact]
    public void In_normal_mode_it_measures_then_rests_over_and_over()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, -3, 80, 720);
        device.Write([0xF2, 0x01]);
        device.Write([0xF5, 0x80, 0xF4, 0x27]); // rests 500 ms; all once: 1 + 2 + 2.5 + 2.5 ms

        var seen = new List<int>();
        foreach (var step in (double[])[7.9, 0.2, 499.8, 0.2])
        {
            time.Advance(TimeSpan.FromMilliseconds(step));
            seen.Add(Read(device, 0xF3, 1)[0] & 8);
        }

        Assert.Equal([8, 0, 0, 8], seen);
    }

    [Fact]
    public void A_forced_measurement_ends_asleep_and_skips_what_was_not_chosen()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, -3, 80, 720);
        device.Write([0xF4, 0x21]); // temperature only
        time.Advance(TimeSpan.FromSeconds(1));

        var data = Read(device, 0xF7, 8);
        Assert.Equal([0x80, 0, 0], data[..3]);
        Assert.NotEqual([0x80, 0, 0], data[3..6]);
        Assert.Equal([0x80, 0], data[6..]);
        Assert.Equal([0x20], Read(device, 0xF4, 1));
    }

    [Fact]
    public void Oversampling_decides_how_many_bits_it_resolves()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, -3.21, 80, 720);
        device.Write([0xF4, 0x21]);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, Read(device, 0xF7, 8)[5]); // 16 bits: the lowest byte stays 0
    }

    [Fact]
    public void A_soft_reset_clears_the_results()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, -3, 80, 720);
        device.Write([0xF4, 0x27]);
        time.Advance(TimeSpan.FromSeconds(1));
        Read(device, 0xF7, 8);

        device.Write([0xE0, 0xB6]);

        Assert.Equal([0x80, 0, 0, 0x80, 0, 0, 0x80, 0], Read(device, 0xF7, 8));
        Assert.Equal([0x00], Read(device, 0xF4, 1));
    }

    [Fact]
    public void The_driver_reads_the_weather_within_the_chips_steps()
    {
        Gen.Select(Gen.Double[-40, 60], Gen.Double[0, 100], Gen.Double[300, 1100]).Sample((temperature, humidity, pressure) =>
        {
            using var bus = new SimulatedI2cBus(time);
            bus.Add(0x76, new SimulatedBme280(_ => (temperature, humidity, pressure)));
            using var hardware = new Hardware(new TestBuses(bus), time);
            using var sensor = new Bme280Sensor(new Bme280Settings { Id = "air", Driver = "bme280", Bus = "sim" }, hardware);
            sensor.Start();
            time.Advance(TimeSpan.FromSeconds(1));

            Assert.True(sensor.TryRead(out var read));
            Assert.Equal(temperature, read.Values[Quantity.TemperatureC]!.Value, 0.005);
            Assert.Equal(humidity, read.Values[Quantity.HumidityPct]!.Value, 0.02);
            Assert.Equal(pressure, read.Values[Quantity.PressureHpa]!.Value, 0.03);
        });
    }

    private static I2cDevice Plug(SimulatedI2cBus bus, double temperatureC, double humidityPct, double pressureHpa)
    {
        bus.Add(0x76, new SimulatedBme280(_ => (temperatureC, humidityPct, pressureHpa)));
        return bus.CreateDevice(0x76);
    }

    private static byte[] Read(I2cDevice device, byte register, int length)
    {
        var bytes = new byte[length];
        device.WriteRead([register], bytes);
        return bytes;
    }
}
