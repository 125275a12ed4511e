using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;
using YamlDotNet.RepresentationModel;

namespace Powderwatts.Tests.Edge.Sensors;

/// <summary>
/// Every `testcases` folder of every driver: `settings.yaml` and `registers.txt` (on pins: `pins.txt`) are given; `expected.txt` says `quantity: value`,
/// `quality: word`, `written REGISTER: BYTES`, `not ready` or `error: message`.
/// </summary>
public sealed class TestcaseTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var driver in SensorCatalog.Drivers)
            {
                foreach (var name in new DriverFolder(driver.Name).Cases)
                    cases.Add(driver.Name, name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_driver_reads_what_its_testcase_says(string driver, string name)
    {
        var folder = new DriverFolder(driver);
        var settingsFile = folder.File("testcases", name, "settings.yaml");
        var settings = folder.Bind(File.Exists(settingsFile) ? (YamlMappingNode)DriverFolder.Parse(settingsFile) : []);
        Assert.Empty(folder.Entry.Validate(settings));
        var bus = settings is I2cSensorSettings i2c
            ? RegisterBus.Parse(i2c.Address, File.ReadLines(folder.File("testcases", name, "registers.txt"))) : null;
        var pins = settings is PinSensorSettings ? TestPins.Parse(File.ReadLines(folder.File("testcases", name, "pins.txt"))) : null;
        using var hardware = new Hardware(new TestBuses(bus, pins), new FakeTimeProvider());
        using var sensor = folder.Entry.Create(settings, hardware);

        var outcome = Outcome(sensor);

        var expected = File.ReadAllLines(folder.File("testcases", name, "expected.txt")).Where(l => l.Length > 0).ToArray();
        foreach (var write in expected.Where(l => l.StartsWith("written ", StringComparison.Ordinal)))
            Assert.Contains(write["written ".Length..], bus!.Written);
        AssertSame([.. expected.Where(l => !l.StartsWith("written ", StringComparison.Ordinal))], outcome);
    }

    [Fact]
    public void Every_driver_has_cases_a_worked_example_first()
    {
        foreach (var driver in SensorCatalog.Drivers)
            Assert.Equal("01-data-sheet-example", new DriverFolder(driver.Name).Cases.First());
    }

    private static string[] Outcome(ISensor sensor)
    {
        Measurement read;
        try
        {
            sensor.Start();
            if (!sensor.TryRead(out read))
                return ["not ready"];
        }
        catch (SensorException error)
        {
            return [$"error: {error.Message}"];
        }

        List<string> lines = [];
        foreach (var quantity in Quantities.All.Where(q => read.Values.Has(q)))
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{quantity.Name()}: {read.Values[quantity]:R}"));
        if (read.Quality != Quality.None)
            lines.Add($"quality: {read.Quality.ToString().ToLowerInvariant()}");
        return [.. lines];
    }

    private static void AssertSame(string[] expected, string[] actual)
    {
        Assert.Equal(expected.Select(KeyOf), actual.Select(KeyOf));
        foreach (var (wanted, found) in expected.Zip(actual))
        {
            var (wantedText, foundText) = (wanted[(KeyOf(wanted).Length + 1)..], found[(KeyOf(found).Length + 1)..]);
            if (double.TryParse(wantedText, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                // twelve digits are written in a case; -0 would pass as 0 by value, so its text is asked
                Assert.Equal(number, double.Parse(foundText, CultureInfo.InvariantCulture), 1e-9 * Math.Max(1, Math.Abs(number)));
                Assert.NotEqual("-0", foundText.Trim());
            }
            else
            {
                Assert.Equal(wantedText, foundText);
            }
        }
    }

    private static string KeyOf(string line) => line.Split(':')[0] is var key && key.Length < line.Length ? key : line[..^1];
}
