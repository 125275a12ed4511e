using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Bme280;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Edge.Sensors.WetContact;
using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Recordings;
using Powderwatts.Edge.Simulation.Roof;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Simulation;

public sealed class SimulatedSiteTests : IDisposable
{
    private static readonly DateTimeOffset now = new(2026, 11, 24, 12, 0, 30, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("powderwatts-").FullName;
    private readonly FakeTimeProvider time = new(now);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_drivers_read_what_the_roof_does()
    {
        var site = Open(Rig());
        using var hardware = new Hardware(site.ForClock(time), time);
        using var climate = Start(hardware, Rig()[^1]);
        var circuits = Rig()[..^1].Select(settings => Start(hardware, settings)).ToArray();
        time.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < circuits.Length; i++)
        {
            Assert.True(circuits[i].TryRead(out var measurement));
            var state = site.Roof.At(ModelRoof.Circuits[i].Id, time.GetUtcNow());
            Assert.Equal(state.VoltageV, measurement.Values[Quantity.VoltageV]!.Value, 0.02);
            Assert.Equal(state.CurrentA, measurement.Values[Quantity.CurrentA]!.Value, 0.03);
            Assert.Equal(state.PowerW, measurement.Values[Quantity.PowerW]!.Value, 0.4);
            circuits[i].Dispose();
        }

        Assert.True(climate.TryRead(out var air));
        var expected = site.Roof.Climate(time.GetUtcNow());
        Assert.Equal(expected.TemperatureC, air.Values[Quantity.TemperatureC]!.Value, 0.05);
        Assert.Equal(expected.HumidityPct, air.Values[Quantity.HumidityPct]!.Value, 0.5);
        Assert.Equal(expected.PressureHpa, air.Values[Quantity.PressureHpa]!.Value, 0.2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wet_contact_reads_whether_the_roof_is_wet(bool wetWhenHigh)
    {
        var contact = new WetContactSettings { Id = "gutter-wet", Driver = "wet-contact", Bus = "sim", Pin = 17, WetWhenHigh = wetWhenHigh, Pull = "none" };
        var site = Open([.. Rig(), contact]);
        using var hardware = new Hardware(site.ForClock(time), time);
        using var sensor = Start(hardware, contact);
        var seen = new HashSet<double>();

        for (var hour = 0; hour < 24 * 14; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            Assert.True(sensor.TryRead(out var measurement));
            Assert.Equal(site.Roof.Climate(time.GetUtcNow()).Wet ? 1 : 0, measurement.Values[Quantity.Wet]);
            seen.Add(measurement.Values[Quantity.Wet]!.Value);
        }

        Assert.Equal([0, 1], seen.Order());
    }

    [Fact]
    public void Two_sensors_on_one_pin_are_named()
    {
        var contact = new WetContactSettings { Id = "first", Driver = "wet-contact", Bus = "sim" };

        Assert.Equal(
            "cannot simulate the sensor 'second': 'first' is at pin 17 on sim already; give each a place of its own",
            Assert.Throws<SimulationException>(() => Open([contact, contact with { Id = "second" }])).Message);
    }

    [Fact]
    public void Sensors_take_the_circuit_of_their_name_and_the_others_the_free_ones_in_order()
    {
        SensorSettings[] rig = [Circuit("east", 0x40), Circuit("gutter-north", 0x41), Circuit("west", 0x42)];
        var site = Open(rig);
        using var hardware = new Hardware(site.ForClock(time), time);
        var sensors = rig.Select(settings => Start(hardware, settings)).ToArray();
        string[] circuits = ["gutter-south", "gutter-north", "valley-1"];

        // over some hours each follows its own circuit, on and off
        for (var i = 0; i < 40; i++)
        {
            time.Advance(TimeSpan.FromMinutes(7));
            for (var s = 0; s < sensors.Length; s++)
            {
                Assert.True(sensors[s].TryRead(out var measurement));
                Assert.Equal(site.Roof.At(circuits[s], time.GetUtcNow()).On, measurement.Values[Quantity.CurrentA] > 0.1);
            }
        }

        foreach (var sensor in sensors)
            sensor.Dispose();
    }

    [Fact]
    public void A_constant_load_gives_its_watts_through_the_chip_to_the_last_bit()
    {
        var site = Open([Circuit("gutter-north", 0x40), Circuit("gutter-south", 0x41)], Load("2022-11-22 11:00:00,2400\n2022-11-22 12:00:00,2400\n"));
        using var hardware = new Hardware(site.ForClock(time), time);
        using var sensor = Start(hardware, Circuit("gutter-north", 0x40));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(sensor.TryRead(out var measurement));
        Assert.Equal(12, measurement.Values[Quantity.VoltageV]!.Value, 1e-9);
        Assert.Equal(24, measurement.Values[Quantity.PowerW]!.Value, 25 * 8.0 / 32768);
    }

    [Fact]
    public void A_load_plays_from_the_opening_of_the_bus_at_weather_speed_and_draws_nothing_in_the_back_fill()
    {
        var site = Open([Circuit("valley-1", 0x40)], Load("2022-11-22 11:00:00,0\n2022-11-22 11:01:40,1200\n"), speed: 10);
        var clock = new SteppedClock(now.AddDays(-1));
        using (var history = new Hardware(site.BeforeLoad(clock), clock))
        {
            using var early = Start(history, Circuit("valley-1", 0x40));
            clock.AdvanceTo(now.AddSeconds(5));
            Assert.True(early.TryRead(out var nothing));
            Assert.Equal(0, nothing.Values[Quantity.PowerW]);
        }

        time.Advance(TimeSpan.FromMinutes(3));
        using var hardware = new Hardware(site.ForClock(time), time);
        using var sensor = Start(hardware, Circuit("valley-1", 0x40));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(sensor.TryRead(out var half));
        Assert.Equal(6, half.Values[Quantity.PowerW]!.Value, 0.7); // the result of a conversion up to 0.5 s old
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(sensor.TryRead(out var after));
        Assert.Equal(0, after.Values[Quantity.PowerW]);
    }

    [Theory]
    [InlineData("i2c-1", 0x41, "'b': it is on bus 'i2c-1'")]
    [InlineData("sim", 0x40, "'b': 'a' is at 0x40")]
    public void What_cannot_be_simulated_is_named(string bus, int address, string expected)
    {
        var fault = Assert.Throws<SimulationException>(() => Open([Circuit("a", 0x40), Circuit("b", address) with { Bus = bus }]));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_needs_a_circuit()
    {
        var load = Load("2022-11-22 11:00:00,0\n2022-11-22 11:01:40,1200\n");

        Assert.Contains("no circuit at all", Assert.Throws<SimulationException>(() => Open(Rig()[^1..], load)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_bus_is_refused()
    {
        using var hardware = new Hardware(Open(Rig()).ForClock(time), time);

        Assert.Contains("'i2c-1'", Assert.Throws<SimulationException>(() => hardware.I2c("i2c-1", 0x40)).Message, StringComparison.Ordinal);
    }

    internal static SensorSettings[] Rig() =>
    [
        .. ModelRoof.Circuits.Select((circuit, i) => Circuit(circuit.Id, 0x40 + i)),
        new Bme280Settings { Id = "roof-air", Driver = "bme280", Bus = "sim" },
    ];

    internal static Ina226Settings Circuit(string id, int address) =>
        new() { Id = id, Driver = "ina226", Bus = "sim", Address = address, ShuntOhms = 0.01, MaxCurrentA = 8 };

    private static LoadRecording Load(string rows) => LoadCsv.Read(new StringReader("Timestamp,Active (W)\n" + rows), "test");

    private static ISensor Start(Hardware hardware, SensorSettings settings)
    {
        var sensor = SensorCatalog.Find(settings.Driver)!.Create(settings, hardware);
        sensor.Start();
        return sensor;
    }

    private SimulatedSite Open(SensorSettings[] rig, LoadRecording? load = null, double speed = 1) =>
        SimulatedSite.Open(new SimulatedSiteOptions { Sensors = rig, Zone = TimeZoneInfo.Utc, DataFolder = folder, Speed = speed, Load = load }, time);
}
