using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Bme280;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Tests.Edge.Sensors;

namespace Powderwatts.Tests.Edge.Simulation.Chips;

public sealed class SimulatedI2cBusTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void An_address_without_a_chip_fails_with_the_words_of_the_real_bus()
    {
        using var bus = new SimulatedI2cBus(time);
        using var device = bus.CreateDevice(0x41);

        var error = Assert.Throws<IOException>(() => device.ReadByte());

        Assert.Equal("Error 121 (Remote I/O error) performing I2C data transfer.", error.Message);
    }

    [Fact]
    public void An_unplugged_chip_fails_until_it_is_plugged_in_again()
    {
        using var bus = new SimulatedI2cBus(time);
        var chip = new SimulatedIna226(0.1, _ => (12, 0)) { Absent = true };
        bus.Add(0x40, chip);
        using var device = bus.CreateDevice(0x40);
        Assert.Throws<IOException>(() => device.ReadByte());

        chip.Absent = false;

        Assert.Equal(0x41, device.ReadByte());
    }

    [Fact]
    public void Every_nth_transfer_is_not_acknowledged()
    {
        using var bus = new SimulatedI2cBus(time);
        bus.Add(0x40, new SimulatedIna226(0.1, _ => (12, 0)) { NackEvery = 3 });
        using var device = bus.CreateDevice(0x40);

        var failed = Enumerable.Range(1, 9).Where(_ => Record.Exception(() => device.ReadByte()) is IOException).ToArray();

        Assert.Equal([3, 6, 9], failed);
    }

    [Fact]
    public void An_address_is_opened_once_at_a_time()
    {
        using var bus = new SimulatedI2cBus(time);
        var first = bus.CreateDevice(0x40);
        Assert.Throws<InvalidOperationException>(() => bus.CreateDevice(0x40));

        first.Dispose();

        bus.CreateDevice(0x40).Dispose();
    }

    [Fact]
    public void Two_chips_cannot_share_an_address()
    {
        using var bus = new SimulatedI2cBus(time);
        bus.Add(0x40, new SimulatedIna226(0.1, _ => (12, 0)));

        Assert.Throws<ArgumentException>(() => bus.Add(0x40, new SimulatedIna226(0.1, _ => (12, 0))));
    }

    [Fact]
    public void A_register_read_is_one_transaction_of_48_bits()
    {
        using var bus = new SimulatedI2cBus(time);
        bus.Add(0x40, new SimulatedIna226(0.1, _ => (12, 0)));
        using var device = bus.CreateDevice(0x40);

        device.WriteRead([0x02], new byte[2]);

        // start, address, pointer; start, address, two bytes; stop
        Assert.Equal((1, (1 + 9 + 9) + (1 + 9 + 18) + 1), (bus.Transactions, bus.Bits));
    }

    [Fact]
    public void Thirty_days_of_minutes_of_seven_chips_ask_the_source_once_a_reading()
    {
        var asked = 0;
        using var bus = new SimulatedI2cBus(time);
        using var hardware = new Hardware(new TestBuses(bus), time);
        List<ISensor> sensors = [];
        foreach (var address in Enumerable.Range(0x40, 6))
        {
            bus.Add(address, new SimulatedIna226(0.01, _ => Asked((24.0, 3.0))));
            sensors.Add(new Ina226Sensor(
                new Ina226Settings { Id = $"c{address}", Driver = "ina226", Bus = "sim", Address = address, ShuntOhms = 0.01, MaxCurrentA = 8 }, hardware));
        }

        bus.Add(0x76, new SimulatedBme280(_ => Asked((-5.0, 80.0, 720.0))));
        sensors.Add(new Bme280Sensor(new Bme280Settings { Id = "air", Driver = "bme280", Bus = "sim" }, hardware));
        sensors.ForEach(s => s.Start());
        const int Minutes = 30 * 24 * 60;

        var read = 0;
        for (var i = 0; i < Minutes; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            foreach (var sensor in sensors)
                read += sensor.TryRead(out var measurement) && measurement.Values.Count == 3 ? 1 : 0;
        }

        sensors.ForEach(s => s.Dispose());
        Assert.Equal((7 * Minutes, 7 * Minutes), (read, asked));

        T Asked<T>(T answer)
        {
            asked++;
            return answer;
        }
    }
}
