using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Recordings;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Simulation;

public sealed class BackfillTests : IDisposable
{
    private const int Hours = 12 * 60;
    private static readonly DateTimeOffset now = new(2026, 11, 24, 12, 0, 30, 250, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("powderwatts-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Thirty_days_end_at_the_last_whole_minute_before_now()
    {
        var backfill = new Backfill(Site(), now);

        Assert.Equal(302_400, backfill.Total);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), backfill.Last);
        Assert.Equal(43_199, (backfill.Last - backfill.First).TotalMinutes);
        Assert.Equal(backfill.Last.AddMinutes(-1), new Backfill(Site(), backfill.Last).Last);
    }

    [Fact]
    public void Every_sensor_has_a_reading_at_every_whole_minute_in_the_order_of_instants()
    {
        var backfill = new Backfill(Site(), now, Hours);

        var readings = backfill.Readings().ToList();

        var ids = SimulatedSiteTests.Rig().Select(sensor => sensor.Id).ToArray();
        Assert.Equal(backfill.Total, readings.Count);
        Assert.All(readings.Index(), row =>
        {
            Assert.Equal(ids[row.Index % ids.Length], row.Item.Sensor);
            Assert.Equal(backfill.First.AddMinutes(row.Index / ids.Length).ToUnixTimeMilliseconds(), row.Item.T);
            Assert.Equal(Origin.Sim, row.Item.Origin);
            Assert.Equal(60, row.Item.IntervalS);
            Assert.Equal(Quality.None, row.Item.Quality);
        });
        Assert.All(readings.Where(reading => reading.Sensor == "roof-air"), reading => Assert.Null(reading.EnergyFrom));
    }

    [Fact]
    public void The_energy_is_the_trapezoid_sum_of_the_powers_and_the_counters_stand_at_its_end()
    {
        var backfill = new Backfill(Site(), now, Hours);

        foreach (var circuit in backfill.Readings().Where(reading => reading.Values.Has(Quantity.PowerW)).GroupBy(reading => reading.Sensor))
        {
            var powers = circuit.Select(reading => reading.Values[Quantity.PowerW]!.Value).ToArray();
            var sum = powers.Zip(powers.Skip(1), (a, b) => (a + b) / 2 / 60).Sum();
            Assert.All(circuit, reading => Assert.Equal(backfill.First.ToUnixTimeMilliseconds(), reading.EnergyFrom));
            Assert.Equal(0, circuit.First().Values[Quantity.EnergyWh]);
            Assert.Equal(sum, circuit.Last().Values[Quantity.EnergyWh]!.Value, 6);
            var counter = Assert.Single(backfill.Counters, counter => counter.Name == "sim:" + circuit.Key);
            Assert.Equal((circuit.Last().Values[Quantity.EnergyWh], circuit.Last().EnergyFrom, circuit.Last().T), (counter.EnergyWh, counter.EnergyFrom, counter.LastT));
        }

        Assert.Equal(6, backfill.Counters.Count);
        Assert.True(backfill.Counters.Sum(counter => counter.EnergyWh) > 100);
    }

    [Fact]
    public void Making_it_twice_gives_the_same()
    {
        var first = new Backfill(Site(), now, Hours).Readings().ToList();

        Assert.Equal(first, new Backfill(Site(), now, Hours).Readings());
    }

    [Fact]
    public void A_slow_chip_is_waited_for_and_its_readings_keep_the_whole_minutes()
    {
        var slow = SimulatedSiteTests.Circuit("gutter-north", 0x40) with { Interval = TimeSpan.FromHours(1), Averaging = 1024, ConversionMicroseconds = 8244 };
        var site = SimulatedSite.Open(new SimulatedSiteOptions { Sensors = [slow], Zone = TimeZoneInfo.Utc, DataFolder = folder }, new FakeTimeProvider(now));
        var backfill = new Backfill(site, now, 30);

        Assert.Equal(Enumerable.Range(0, 30).Select(m => backfill.First.AddMinutes(m).ToUnixTimeMilliseconds()), backfill.Readings().Select(reading => reading.T));
    }

    [Fact]
    public void A_circuit_that_plays_a_load_has_a_history_of_nothing()
    {
        var site = SimulatedSite.Open(
            new SimulatedSiteOptions { Sensors = SimulatedSiteTests.Rig(), Zone = TimeZoneInfo.Utc, DataFolder = folder, Load = LoadRecording.Open(LoadRecording.Bundled), LoadSensor = "valley-2" },
            new FakeTimeProvider(now));
        var backfill = new Backfill(site, now, 60);

        Assert.All(backfill.Readings().Where(reading => reading.Sensor == "valley-2"), reading => Assert.Equal(0, reading.Values[Quantity.PowerW]));
        Assert.Equal(0, Assert.Single(backfill.Counters, counter => counter.Name == "sim:valley-2").EnergyWh);
    }

    private SimulatedSite Site() =>
        SimulatedSite.Open(new SimulatedSiteOptions { Sensors = SimulatedSiteTests.Rig(), Zone = TimeZoneInfo.Utc, DataFolder = folder }, new FakeTimeProvider(now));
}
