using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Sensors.Ina226;

public sealed class Ina226SensorTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SimulatedI2cBus bus;
    private readonly SimulatedIna226 chip;
    private readonly Hardware hardware;
    private readonly Ina226Sensor sensor;
    private double volts = 24;
    private double amperes = 2.5;

    public Ina226SensorTests()
    {
        chip = new SimulatedIna226(0.01, _ => (volts, amperes));
        bus = new SimulatedI2cBus(time);
        bus.Add(0x40, chip);
        hardware = new Hardware(new TestBuses(bus), time);
        sensor = new Ina226Sensor(new Ina226Settings { Id = "gutter", Driver = "ina226", Bus = "sim", ShuntOhms = 0.01, MaxCurrentA = 8 }, hardware);
    }

    public void Dispose()
    {
        sensor.Dispose();
        hardware.Dispose();
    }

    [Fact]
    public void Its_facts_state_the_range_and_the_calibration_in_force()
    {
        Assert.Equal("0 to 36 V, -8 to 8 A", sensor.Facts.Range);
        Assert.Equal("shunt 0.01 Ohm, 8 A, register 2097", sensor.Facts.Calibration);
        Assert.Equal([Quantity.PowerW, Quantity.VoltageV, Quantity.CurrentA], sensor.Facts.Quantities);
    }

    [Fact]
    public void A_result_is_read_once_and_the_next_one_only_when_it_is_there()
    {
        sensor.Start();
        Assert.False(sensor.TryRead(out _));

        time.Advance(TimeSpan.FromMilliseconds(64 * 2.2));

        Assert.True(sensor.TryRead(out _));
        Assert.False(sensor.TryRead(out _));
    }

    [Fact]
    public void A_reading_takes_four_transactions_and_asking_too_early_one()
    {
        sensor.Start();
        var before = bus.Transactions;
        sensor.TryRead(out _);
        var early = bus.Transactions - before;
        time.Advance(TimeSpan.FromSeconds(1));
        sensor.TryRead(out _);

        Assert.Equal((1, 4), (early, bus.Transactions - before - early));
    }

    [Fact]
    public void A_reading_takes_under_two_milliseconds_of_a_bus_at_100_kilohertz()
    {
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        var before = bus.Bits;
        sensor.TryRead(out _);

        Assert.InRange(bus.Bits - before, 1, 200);
    }

    [Fact]
    public void Power_is_exactly_its_register_times_25_current_counts()
    {
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(sensor.TryRead(out var read));

        // 2.5 A over 10 mOhm are 10000 shunt counts: 10000 x 2097 / 2048 = 10239; 24 V are 19200: 10239 x 19200 / 20000 = 9829
        var lsb = 0.00512 / (2097 * 0.01);
        Assert.Equal(9829 * (25 * lsb), read.Values[Quantity.PowerW]!.Value);
        Assert.Equal(10239 * lsb, read.Values[Quantity.CurrentA]!.Value);
    }

    [Theory]
    [InlineData(8.3)]
    [InlineData(-8.3)]
    public void More_current_than_the_range_is_an_error_and_no_number(double tooMuch)
    {
        amperes = tooMuch;
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));

        var error = Assert.Throws<SensorException>(() => sensor.TryRead(out _));

        Assert.Contains("raise max_current_a", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24, 7.95)]
    [InlineData(24, -7.95)]
    [InlineData(35.7, 1)]
    public void At_99_percent_of_a_range_it_is_clipped(double atVolts, double atAmperes)
    {
        (volts, amperes) = (atVolts, atAmperes);
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(sensor.TryRead(out var read));
        Assert.Equal(Quality.Clipped, read.Quality);
    }

    [Fact]
    public void A_chip_that_lost_its_supply_is_told_from_a_circuit_without_current()
    {
        sensor.Start();
        bus.PowerCycle(0x40);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Throws<SensorException>(() => sensor.TryRead(out _));

        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(sensor.TryRead(out var read));
        Assert.Equal(2.5, read.Values[Quantity.CurrentA]!.Value, 0.001);
    }

    [Fact]
    public void A_chip_that_does_not_acknowledge_fails_as_the_bus_does_and_works_after_a_new_start()
    {
        chip.Absent = true;
        Assert.Throws<IOException>(sensor.Start);

        chip.Absent = false;
        sensor.Start();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(sensor.TryRead(out _));
    }

    [Fact]
    public void A_transfer_that_is_not_acknowledged_in_the_middle_of_a_reading_fails_the_reading()
    {
        sensor.Start();
        chip.NackEvery = 8; // five transfers at the start: the third of the reading is the eighth
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Throws<IOException>(() => sensor.TryRead(out _));
    }

    [Fact]
    public void Another_chip_is_refused_by_name()
    {
        chip.DieId = 0x2270;

        var error = Assert.Throws<SensorException>(sensor.Start);

        Assert.Equal("found 0x2270 at 0x40 on sim, expected an INA226 (0x2260)", error.Message);
    }
}
