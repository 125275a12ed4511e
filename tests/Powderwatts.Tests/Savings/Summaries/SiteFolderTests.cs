using Powderwatts.Readings;
using Powderwatts.Savings.Summaries;

namespace Powderwatts.Tests.Savings.Summaries;

public sealed class SiteFolderTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    [Fact]
    public void Minutes_go_to_the_weather_that_was()
    {
        var folder = Folder(2 * Hour);
        for (var t = 0L; t <= 2 * Hour; t += Minute)
        {
            folder.Add("pi", Climate("air", t, celsius: t < Hour ? -3 : 1));
            folder.Add("pi", Climate("gutter", t, wet: t < Hour ? 1 : 0));
            folder.Add("pi", Circuit(t, t < Hour ? 800 : 0));
        }

        folder.End();

        var (hours, days) = folder.Of("pi/north");
        Assert.Equal(["-4w", "0d"], hours.Where(h => h.OnS + h.OffS > 120).Select(h => h.Bin.Name));
        Assert.Equal(7200, days.Sum(d => d.OnS + d.OffS + d.UnknownS));
        Assert.Equal(55, days.Sum(d => d.Settled.Count), 1.0);
        Assert.Equal(hours.Sum(h => h.EnergyWh), days.Sum(d => d.EnergyWh), 9);
        Assert.Equal(793.3, days.Sum(d => d.EnergyWh), 0.1);
    }

    [Fact]
    public void Two_thermometers_are_two_places_and_the_first_one_tells_the_weather()
    {
        var folder = Folder(Hour);
        for (var t = 0L; t <= Hour; t += Minute)
        {
            folder.Add("pi", Climate("air", t, celsius: -3));
            folder.Add("pi", Climate("attic", t, celsius: 15));
            folder.Add("pi", Circuit(t, 0));
        }

        folder.End();

        Assert.Equal(["-4u"], folder.Of("pi/north").Hours.Select(h => h.Bin.Name));
    }

    [Fact]
    public void Time_without_data_keeps_its_weather_and_is_unknown()
    {
        var folder = Folder(2 * Hour);
        for (var t = 0L; t <= 2 * Hour; t += Minute)
        {
            folder.Add("pi", Climate("air", t, celsius: t < Hour ? -3 : 1));
            if (t is 0 or (2 * Hour))
                folder.Add("pi", Circuit(t, 0));
        }

        folder.End();

        Assert.Equal([("-4u", 3600), ("0u", 3600)], folder.Of("pi/north").Hours.Select(h => (h.Bin.Name, (int)h.UnknownS)));
    }

    private static SiteFolder Folder(long to) =>
        new(new Dictionary<string, double> { ["pi/north"] = 1000 }, 0, to, t => t / Hour * Hour, _ => 0);

    private static Reading Circuit(long t, double watts) =>
        new("north", t, new QuantityValues { [Quantity.PowerW] = watts }) { IntervalS = 60 };

    private static Reading Climate(string sensor, long t, double? celsius = null, double? wet = null) =>
        new(sensor, t, new QuantityValues { [Quantity.TemperatureC] = celsius, [Quantity.Wet] = wet }) { IntervalS = 60 };
}
