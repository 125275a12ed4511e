using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Simulation.Chips;
using Powderwatts.Readings;
using YamlDotNet.RepresentationModel;

namespace Powderwatts.Tests.Edge.Sensors;

public sealed class SensorCatalogTests
{
    private static readonly string[] commonKeys = ["id", "name", "driver", "bus", "interval", "rated_w"];

    public static TheoryData<string> Drivers => [.. SensorCatalog.Drivers.Select(d => d.Name)];

    [Fact]
    public void No_driver_is_registered_twice() =>
        Assert.Equal(SensorCatalog.Drivers.Length, SensorCatalog.Drivers.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void A_driver_is_found_by_its_name_and_an_unknown_one_is_not()
    {
        Assert.Equal("ina226", SensorCatalog.Find("ina226")?.Name);
        Assert.Null(SensorCatalog.Find("ina999"));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_drivers_keys_are_its_own_and_each_is_named_once(string driver)
    {
        var keys = SensorCatalog.Find(driver)!.Keys.Select(k => k.Name).ToArray();

        Assert.Equal(keys.Distinct(StringComparer.Ordinal), keys);
        Assert.Empty(keys.Intersect(commonKeys, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_drivers_quantities_make_its_kind(string driver)
    {
        var entry = SensorCatalog.Find(driver)!;
        var values = default(QuantityValues);
        foreach (var quantity in entry.Quantities)
            values[quantity] = 1;

        Assert.Equal(entry.Kind, Quantities.KindOf(values));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_drivers_sample_is_a_valid_entry_for_that_driver(string driver)
    {
        var folder = new DriverFolder(driver);
        var sample = (YamlMappingNode)Assert.Single((YamlSequenceNode)DriverFolder.Parse(folder.File("sample.yaml")));
        var scalars = DriverFolder.Scalars(sample);

        Assert.Equal(driver, scalars["driver"]);
        Assert.True(DurationText.TryParse(scalars["interval"], out _));
        Assert.Empty(folder.Entry.Validate(folder.Bind(sample)));
    }

    [Theory]
    [MemberData(nameof(Drivers))]
    public void A_drivers_readme_names_every_key_and_every_quantity(string driver)
    {
        var folder = new DriverFolder(driver);
        var readme = File.ReadAllText(folder.File("README.md"));

        Assert.All(folder.Entry.Keys, key => Assert.Contains($"`{key.Name}`", readme, StringComparison.Ordinal));
        Assert.All(folder.Entry.Quantities, quantity => Assert.Contains($"`{quantity.Name()}`", readme, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("i2c-1", true)]
    [InlineData("i2c-22", true)]
    [InlineData("sim", true)]
    [InlineData("i2c", false)]
    [InlineData("i2c-x", false)]
    [InlineData("i2c-100", false)]
    [InlineData("serial-0", false)]
    public void The_bus_must_be_one_of_the_drivers_family_or_the_simulation(string bus, bool right)
    {
        var entry = SensorCatalog.Find("bme280")!;
        var settings = entry.Bind(new SettingValues(new Dictionary<string, object>()) { Id = "air", Driver = "bme280", Bus = bus });

        Assert.Equal(right ? [] : ["bus"], entry.Validate(settings).Select(f => f.Key));
    }

    [Fact]
    public void A_scan_tells_each_chip_from_the_others()
    {
        var time = new FakeTimeProvider();
        using var bus = new SimulatedI2cBus(time);
        bus.Add(0x40, new SimulatedIna226(0.01, _ => (24, 1)));
        bus.Add(0x41, new SimulatedIna226(0.01, _ => (24, 1)) { DieId = 0x2270 });
        bus.Add(0x76, new SimulatedBme280(_ => (-5, 80, 720)));
        bus.Add(0x77, new SimulatedBme280(_ => (-5, 80, 720)) { ChipId = 0x58 });

        List<(int, string)> found = [];
        foreach (var address in (int[])[0x40, 0x41, 0x76, 0x77])
        {
            using var device = bus.CreateDevice(address);
            found.AddRange(SensorCatalog.Drivers.Where(d => d.Probe?.Addresses.Contains(address) == true && d.Probe.IsChip(device)).Select(d => (address, d.Name)));
        }

        Assert.Equal([(0x40, "ina226"), (0x76, "bme280")], found);
    }

    [Fact]
    public void The_seat_of_a_sensor_is_its_address_on_its_bus()
    {
        var settings = SensorCatalog.Find("bme280")!.Bind(
            new SettingValues(new Dictionary<string, object> { ["address"] = 0x77 }) { Id = "air", Driver = "bme280", Bus = "i2c-1" });

        Assert.Equal("0x77 on i2c-1", settings.Seat);
    }
}
