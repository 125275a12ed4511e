using System.Device.I2c;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Readings;
using Powderwatts.Tests.Edge.Sensors;

namespace Powderwatts.Tests.Edge.Simulation.Chips;

public sealed class SimulatedIna226Tests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(0x00, 0x4127)]
    [InlineData(0x01, 0)]
    [InlineData(0x05, 0)]
    [InlineData(0x06, 0)]
    [InlineData(0xFE, 0x5449)]
    [InlineData(0xFF, 0x2260)]
    public void Registers_have_the_data_sheets_reset_values(byte register, int expected)
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.002, 12, 10);

        Assert.Equal(expected, Read(device, register));
    }

    [Fact]
    public void The_data_sheets_worked_example_comes_out_of_the_chips_own_arithmetic()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.002, 11.98, 10);
        device.Write([0x05, 0x0A, 0x00]);

        time.Advance(TimeSpan.FromMilliseconds(2.2));

        Assert.Equal(
            [0x1F40, 0x2570, 0x12B8, 0x2710],
            [Read(device, 0x01), Read(device, 0x02), Read(device, 0x03), Read(device, 0x04)]);
    }

    [Fact]
    public void A_negative_shunt_voltage_is_in_twos_complement()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.1, 12, -0.8);

        time.Advance(TimeSpan.FromMilliseconds(2.2));

        Assert.Equal(0x8300, Read(device, 0x01)); // -80 mV, the data sheet's example
    }

    [Fact]
    public void The_pointer_stays_where_the_last_write_put_it()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.1, 12, 0);
        device.WriteByte(0xFF);
        var two = new byte[2];

        device.Read(two);
        device.Read(two);

        Assert.Equal([0x22, 0x60], two);
    }

    [Fact]
    public void A_conversion_takes_its_time_times_the_average_and_reading_the_flag_clears_it()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.1, 12, 0);
        device.Write([0x00, 0x45, 0x27]); // 16 times 2 x 1100 us

        time.Advance(TimeSpan.FromMilliseconds(35.1));
        var before = Read(device, 0x06);
        time.Advance(TimeSpan.FromMilliseconds(0.1));
        var after = Read(device, 0x06);
        var again = Read(device, 0x06);

        Assert.Equal((0, 8, 0), (before, after, again));
    }

    [Fact]
    public void Powered_down_it_converts_nothing_and_triggered_it_converts_once()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.1, 12, 0);
        device.Write([0x00, 0x41, 0x20]);
        time.Advance(TimeSpan.FromSeconds(1));
        var down = Read(device, 0x06);
        device.Write([0x00, 0x41, 0x23]);
        time.Advance(TimeSpan.FromSeconds(1));
        var first = Read(device, 0x06);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((0, 8, 0), (down, first, Read(device, 0x06)));
    }

    [Fact]
    public void A_result_is_that_of_the_end_of_its_conversion_however_far_the_clock_went()
    {
        var start = time.GetUtcNow();
        var asked = new List<DateTimeOffset>();
        using var bus = new SimulatedI2cBus(time);
        bus.Add(0x40, new SimulatedIna226(0.1, at =>
        {
            asked.Add(at);
            return (12, 0);
        }));
        using var device = bus.CreateDevice(0x40);

        time.Advance(TimeSpan.FromMilliseconds((2.2 * 1_000_000) + 1));
        Read(device, 0x02);

        Assert.Equal([start + TimeSpan.FromMilliseconds(2.2 * 1_000_000)], asked);
    }

    [Fact]
    public void A_clock_set_back_starts_the_conversion_again()
    {
        var clock = new SettableClock(time.GetUtcNow());
        using var bus = new SimulatedI2cBus(clock);
        bus.Add(0x40, new SimulatedIna226(0.1, _ => (12, 0)));
        using var device = bus.CreateDevice(0x40);
        clock.Now -= TimeSpan.FromHours(1);
        Read(device, 0x06);

        clock.Now += TimeSpan.FromMilliseconds(2.2);

        Assert.Equal(8, Read(device, 0x06));
    }

    [Fact]
    public void The_converters_end_where_the_registers_end()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.1, 60, -5);
        time.Advance(TimeSpan.FromMilliseconds(2.2));

        Assert.Equal((0x7FFF, 0x8000), (Read(device, 0x02), Read(device, 0x01)));
    }

    [Fact]
    public void A_current_beyond_the_register_sets_the_overflow_flag()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.002, 12, 33);
        device.Write([0x05, 0x0A, 0x00]); // ends at 32.767 A
        time.Advance(TimeSpan.FromMilliseconds(2.2));

        Assert.Equal((0x0C, 0x7FFF), (Read(device, 0x06), Read(device, 0x04)));
    }

    [Fact]
    public void The_reset_bit_brings_the_reset_values_back()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = Plug(bus, 0.1, 12, 0);
        device.Write([0x05, 0x0A, 0x00]);
        device.Write([0x00, 0x80, 0x00]);

        Assert.Equal((0x4127, 0), (Read(device, 0x00), Read(device, 0x05)));
    }

    [Fact]
    public void The_driver_reads_what_the_source_says_within_the_chips_steps()
    {
        double[] shunts = [0.1, 0.01, 0.002];
        var cases =
            from shunt in Gen.Int[0, 2].Select(i => shunts[i])
            from share in Gen.Double[0.07, 1]
            from volts in Gen.Double[0, 35.6]
            from part in Gen.Double[-0.98, 0.98]
            select (Shunt: shunt, MaxA: share * 0.08192 / shunt, Volts: volts, Amperes: part * share * 0.08192 / shunt);
        cases.Sample(c =>
        {
            using var bus = new SimulatedI2cBus(time);
            bus.Add(0x40, new SimulatedIna226(c.Shunt, _ => (c.Volts, c.Amperes)));
            using var hardware = new Hardware(new TestBuses(bus), time);
            using var sensor = new Ina226Sensor(Settings(c.Shunt, c.MaxA), hardware);
            sensor.Start();
            time.Advance(TimeSpan.FromSeconds(1));

            Assert.True(sensor.TryRead(out var read));
            var scale = Ina226Scale.For(c.Shunt, c.MaxA);
            var ampereStep = (Ina226Scale.ShuntLsb / c.Shunt / 2) + scale.CurrentLsb;
            Assert.Equal(c.Volts, read.Values[Quantity.VoltageV]!.Value, Ina226Scale.BusLsb / 2 * 1.000001);
            Assert.Equal(c.Amperes, read.Values[Quantity.CurrentA]!.Value, ampereStep);
            Assert.Equal(read.Values[Quantity.VoltageV]!.Value * read.Values[Quantity.CurrentA]!.Value, read.Values[Quantity.PowerW]!.Value, scale.PowerLsb);
            Assert.Equal(Quality.None, read.Quality);
        });
    }

    private static Ina226Settings Settings(double shuntOhms, double maxA) =>
        new() { Id = "gutter", Driver = "ina226", Bus = "sim", ShuntOhms = shuntOhms, MaxCurrentA = maxA };

    private static I2cDevice Plug(SimulatedI2cBus bus, double shuntOhms, double volts, double amperes)
    {
        bus.Add(0x40, new SimulatedIna226(shuntOhms, _ => (volts, amperes)));
        return bus.CreateDevice(0x40);
    }

    private static int Read(I2cDevice device, byte register)
    {
        Span<byte> two = stackalloc byte[2];
        device.WriteRead([register], two);
        return two[0] << 8 | two[1];
    }

    private sealed class SettableClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
