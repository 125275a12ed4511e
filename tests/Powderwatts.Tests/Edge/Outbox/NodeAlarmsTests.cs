using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sampling;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class NodeAlarmsTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly TemporaryFolder folder = new();
    private readonly SteppingTime time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));
    private readonly NodeOutbox outbox;
    private readonly List<Reading> raised = [];

    public NodeAlarmsTests() => outbox = NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);

    public void Dispose()
    {
        outbox.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void An_outbox_that_fills_raises_an_alarm_once_and_ends_it_well_below()
    {
        var alarms = Alarms();
        foreach (var filled in (long[])[60, 71, 80, 69, 66, 64, 60])
            alarms.Look(Status(filled * MiB), 0.7, 0);

        Assert.Equal([("alarm-outbox-filling", 1.0), ("alarm-outbox-filling", 0.0)], States());
        Assert.Equal((Origin.Sim, Quality.None), (raised[0].Origin, raised[0].Quality));
        Assert.True(raised[1].T > raised[0].T);
        foreach (var alarm in raised) // every collector takes it
        {
            var json = new ArrayBufferWriter<byte>();
            WireJson.WriteReading(json, alarm);
            Assert.Equal(alarm, WireJson.ReadReading(json.WrittenSpan, alarm.Sensor));
        }
    }

    [Fact]
    public void Dropped_and_lost_readings_and_a_low_disk_are_alarms_of_their_own()
    {
        var alarms = Alarms();
        alarms.Look(Status(1) with { Dropped = 5, IsDiskLow = true }, 0.7, 0);
        alarms.Look(Status(1) with { Dropped = 5 }, 0.7, 3);
        time.Advance(TimeSpan.FromMinutes(9));
        alarms.Look(Status(1) with { Dropped = 6 }, 0.7, 3);
        time.Advance(TimeSpan.FromMinutes(2));
        alarms.Look(Status(1) with { Dropped = 6 }, 0.7, 3);
        time.Advance(TimeSpan.FromMinutes(9));
        alarms.Look(Status(1) with { Dropped = 6 }, 0.7, 3);

        Assert.Equal(
            [("alarm-disk-low", 1), ("alarm-outbox-full", 1), ("alarm-disk-low", 0), ("alarm-readings-lost", 1), ("alarm-readings-lost", 0), ("alarm-outbox-full", 0)],
            States());
    }

    [Fact]
    public void After_a_restart_an_alarm_that_there_ever_was_says_how_it_stands_and_others_say_nothing()
    {
        Alarms().Set(NodeAlarms.DiskLow, true);
        outbox.Commit(raised, []);
        raised.Clear();

        Alarms().Look(Status(1), 0.7, 0);

        Assert.Equal([("alarm-disk-low", 0)], States());
    }

    private static OutboxStatus Status(long bytes) => new(1, 1, bytes, 100 * MiB, 0) { UnacknowledgedBytes = bytes };

    private IEnumerable<(string, double)> States() => raised.Select(r => (r.Sensor, r.Values[Quantity.State]!.Value));

    private NodeAlarms Alarms() =>
        new(NodeClock.Start(new ClockTrust(true, time), outbox, "boot-1", time), Origin.Sim, outbox.Instants, time, raised.Add);
}
