using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sampling;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Sensors.Ina226;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;

namespace Powderwatts.Tests.Edge.Sampling;

public sealed class BusSamplerTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));
    private readonly HealthBoard health;
    private readonly List<Reading> taken = [];

    public BusSamplerTests() => health = new HealthBoard(time);

    [Fact]
    public void One_failing_sensor_never_stops_another_and_comes_back_by_itself()
    {
        var broken = new FakeSensor { Failure = new IOException("Error 121 (Remote I/O error) performing I2C data transfer.") };
        var sampler = Sampler([], ("broken", broken), ("good", new FakeSensor()));

        Run(sampler, 20);
        Assert.Equal(21, taken.Count(r => r.Sensor == "good"));
        Assert.DoesNotContain(taken, r => r.Sensor == "broken");
        Assert.Equal(5, sampler.Failures); // at 0, 1, 3, 7 and 15 s
        Assert.Equal(1, sampler.Failing);
        var failed = health.Report().Sensors[0];
        Assert.False(failed.Ok);
        Assert.Equal("cannot read sensor 'broken': no answer at 0x40 on i2c-1 (error 121); run i2cdetect -y 1 and check the wiring", failed.Reason);

        broken.Failure = null;
        Run(sampler, 31);
        Assert.Contains(taken, r => r.Sensor == "broken");
        Assert.True(health.Report().Sensors[0].Ok);
        Assert.Equal(6, broken.Starts);
        Assert.Equal((0, 0), (sampler.Failing, sampler.MissedTicks));
    }

    [Fact]
    public void A_reading_carries_the_instant_the_interval_the_origin_and_the_counter()
    {
        Run(Sampler([], ("gutter", new FakeSensor())), 2);

        Assert.Equal([0, 1000, 2000], taken.Select(r => r.T - 1_796_000_000_000));
        Assert.All(taken, r => Assert.Equal((1.0, Origin.Live, Quality.Clipped, 1_796_000_000_000L), (r.IntervalS, r.Origin, r.Quality, r.EnergyFrom)));
        Assert.Equal([0, 0.1, 0.2], taken.Select(r => Math.Round(r.Values[Quantity.EnergyWh]!.Value, 9)));
    }

    [Fact]
    public void A_counter_goes_on_where_the_outbox_left_it_until_a_new_outbox_begins()
    {
        var sampler = Sampler(new() { ["gutter"] = new CounterState("gutter", 5, 1_000, 2_000) }, ("gutter", new FakeSensor()));
        Run(sampler, 1);
        Assert.Equal((1_000L, 5.1), (taken[^1].EnergyFrom, Math.Round(taken[^1].Values[Quantity.EnergyWh]!.Value, 9)));

        sampler.BeginNewCounters();
        Run(sampler, 1);

        Assert.Equal((taken[^1].T, 0.0), (taken[^1].EnergyFrom, taken[^1].Values[Quantity.EnergyWh]));
    }

    [Fact]
    public void A_conversion_that_is_late_is_waited_for_within_its_tick()
    {
        var sensor = new FakeSensor { NotReadyReads = 3 };
        Run(Sampler([], ("gutter", sensor)), 1);

        Assert.Equal(60, taken[0].T - 1_796_000_000_000);
        Assert.Equal(1000, taken[1].T - 1_796_000_000_000);
    }

    [Fact]
    public void A_chip_that_never_converts_is_shown_as_failed_with_a_next_step()
    {
        Run(Sampler([], ("gutter", new FakeSensor { NotReadyReads = int.MaxValue })), 4);

        Assert.Equal("cannot read sensor 'gutter': 0x40 on i2c-1 has not finished a conversion for 3 intervals; it is set up again",
            Assert.Single(health.Report().Sensors).Reason);
    }

    [Fact]
    public void A_missing_simulated_chip_is_not_a_matter_of_wiring()
    {
        var settings = Settings("gutter") with { Bus = "sim" };

        Assert.Equal("cannot read sensor 'gutter': no answer at 0x40 on sim (error 121); check that the simulation holds a chip at this address",
            SensorFault.Describe(settings, new IOException("Error 121 (Remote I/O error) performing I2C data transfer.")));
        Assert.Equal(Origin.Sim, new SampledSensor(settings, new FakeSensor()).Origin);
    }

    private static Ina226Settings Settings(string id) => new() { Id = id, Driver = "ina226", Bus = "i2c-1", ShuntOhms = 0.01, MaxCurrentA = 8 };

    private BusSampler Sampler(Dictionary<string, CounterState> counters, params (string Id, ISensor Sensor)[] sensors) =>
        new(sensors.Select(s => new SampledSensor(Settings(s.Id), s.Sensor)), Maker(counters), Clock(), health, time, NullLogger.Instance, [taken.Add]);

    private static Func<SampledSensor, ReadingMaker> Maker(Dictionary<string, CounterState> counters) =>
        s => new ReadingMaker(s.Settings.Id, s.Settings.Interval, s.Origin, counters.GetValueOrDefault(s.Settings.Id));

    private NodeClock Clock()
    {
        using var folder = new TemporaryFolder();
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);
        return NodeClock.Start(new ClockTrust(true, time), outbox, "boot-1", time);
    }

    private void Run(BusSampler sampler, int seconds)
    {
        for (var ms = 0; ms <= seconds * 1000; ms += 10)
        {
            sampler.Turn();
            if (ms < seconds * 1000)
                time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    private sealed class FakeSensor : ISensor
    {
        public Exception? Failure { get; set; }

        public int NotReadyReads { get; set; }

        public int Starts { get; private set; }

        public SensorFacts Facts { get; } = new(Kind.Circuit, [Quantity.PowerW], null, null);

        public void Start() => Starts++;

        public bool TryRead(out Measurement measurement)
        {
            measurement = new Measurement(new QuantityValues { [Quantity.PowerW] = 360 }, Quality.Clipped);
            return Failure is null ? --NotReadyReads < 0 : throw Failure;
        }

        public void Dispose()
        {
        }
    }
}
