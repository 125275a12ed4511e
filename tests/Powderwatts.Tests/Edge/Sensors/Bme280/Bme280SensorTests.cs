using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Bme280;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Sensors.Bme280;

public sealed class Bme280SensorTests : IDisposable
{
    private static readonly Bme280Settings settings = new() { Id = "air", Driver = "bme280", Bus = "sim" };

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SimulatedI2cBus bus;
    private readonly SimulatedBme280 chip;
    private readonly Hardware hardware;
    private readonly Bme280Sensor sensor;
    private double temperatureC = -5;

    public Bme280SensorTests()
    {
        chip = new SimulatedBme280(_ => (temperatureC, 80, 720));
        bus = new SimulatedI2cBus(time);
        bus.Add(0x76, chip);
        hardware = new Hardware(new TestBuses(bus), time);
        sensor = new Bme280Sensor(settings, hardware);
    }

    public void Dispose()
    {
        sensor.Dispose();
        hardware.Dispose();
    }

    [Fact]
    public void A_reading_is_one_transaction()
    {
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        var before = bus.Transactions;

        Assert.True(sensor.TryRead(out _));
        Assert.Equal(1, bus.Transactions - before);
    }

    [Fact]
    public void Before_the_first_measurement_ends_there_is_no_reading()
    {
        sensor.Start();
        Assert.False(sensor.TryRead(out _));

        time.Advance(TimeSpan.FromMilliseconds(20));

        Assert.True(sensor.TryRead(out _));
    }

    [Fact]
    public void Each_second_has_a_new_measurement()
    {
        sensor.Start();
        for (var second = 1; second <= 60; second++)
        {
            temperatureC = second;
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(sensor.TryRead(out var read));
            Assert.Equal(second, read.Values[Quantity.TemperatureC]!.Value, 0.005);
        }
    }

    [Fact]
    public void A_temperature_that_happens_to_be_80000h_is_read()
    {
        temperatureC = 26.46084; // 80000h with the trimming of the simulated chip
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        var before = bus.Transactions;

        Assert.True(sensor.TryRead(out var read));
        Assert.Equal(temperatureC, read.Values[Quantity.TemperatureC]!.Value, 0.005);
        Assert.Equal(2, bus.Transactions - before); // else the case was not met
    }

    [Fact]
    public void A_chip_that_lost_its_supply_gives_an_error_and_works_after_a_new_start()
    {
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        bus.PowerCycle(0x76);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<SensorException>(() => sensor.TryRead(out _));

        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(sensor.TryRead(out _));
    }

    [Fact]
    public void A_bmp280_is_refused_by_name()
    {
        chip.ChipId = 0x58;

        var error = Assert.Throws<SensorException>(sensor.Start);

        Assert.Equal("found 0x58 (a BMP280, which has no humidity) at 0x76 on sim, expected a BME280 (0x60)", error.Message);
    }

    [Fact]
    public void A_transfer_that_is_not_acknowledged_fails_the_reading()
    {
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        chip.Absent = true;

        Assert.Throws<IOException>(() => sensor.TryRead(out _));
    }

    [Theory]
    [InlineData(2, 17, true)]
    [InlineData(2, 16, false)]
    [InlineData(16, 114, true)]
    [InlineData(16, 113, false)]
    public void An_interval_shorter_than_a_measurement_is_a_fault(int oversampling, int intervalMs, bool right)
    {
        var faults = Bme280Settings.Validate(settings with { Oversampling = oversampling, Interval = TimeSpan.FromMilliseconds(intervalMs) });

        Assert.Equal(right ? [] : ["interval"], faults.Select(f => f.Key));
    }

    [Theory]
    [InlineData(10, 0.5)]
    [InlineData(1000, 500)]
    [InlineData(60_000, 1000)]
    public void The_chip_rests_for_at_most_half_the_interval(int intervalMs, double restMs) =>
        Assert.Equal(restMs, Bme280Timing.RestFor(TimeSpan.FromMilliseconds(intervalMs)).Milliseconds);
}
