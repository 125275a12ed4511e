using Powderwatts.Edge.Sampling;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Alarms as events: a row of sensor `alarm-NAME` with state 1 when something begins that can cost readings, and 0 when it is over. Their
/// words are in health. One that was ever raised says at the start how it stands now. Thread-safe.
/// </summary>
/// <param name="clock">Gives the instants.</param>
/// <param name="origin">The node's origin.</param>
/// <param name="known">The last instant of each sensor, by name: tells which alarms there ever were.</param>
/// <param name="time">Measures how long ago something happened.</param>
/// <param name="raise">Takes the events. Must not wait.</param>
public sealed class NodeAlarms(NodeClock clock, Origin origin, IReadOnlyDictionary<string, long> known, TimeProvider time, Action<Reading> raise)
{
    /// <summary>Unacknowledged rows take over 70 % of the outbox; over below 65 %.</summary>
    public const string Filling = "alarm-outbox-filling";

    /// <summary>Readings were dropped: the outbox or its disk was full.</summary>
    public const string Dropped = "alarm-outbox-full";

    /// <summary>The disk of the outbox is low.</summary>
    public const string DiskLow = "alarm-disk-low";

    /// <summary>Readings never reached the disk.</summary>
    public const string Lost = "alarm-readings-lost";

    /// <summary>Rows went to dead letters.</summary>
    public const string Refused = "alarm-rows-refused";

    /// <summary>An acknowledgement named rows that were never sent.</summary>
    public const string Forged = "alarm-forged-ack";

    private static readonly TimeSpan overAfter = TimeSpan.FromMinutes(10);

    private readonly Lock guard = new();
    private readonly Dictionary<string, Alarm> alarms = new(StringComparer.Ordinal);

    /// <summary>Says whether one is on.</summary>
    public void Set(string name, bool isOn)
    {
        lock (guard)
        {
            var alarm = Find(name);
            if (alarm.IsOn == isOn)
                return;
            alarm.IsOn = isOn;
            var now = clock.Now();
            var values = default(QuantityValues);
            values[Quantity.State] = isOn ? 1 : 0;
            raise(new Reading(name, alarm.Stamp.Stamp(now.T), values)
            {
                Origin = origin,
                Quality = now.IsTrusted ? Quality.None : Quality.Unsynced,
                IntervalS = WireLimits.LongestIntervalS, // it comes on change: silence is no gap
            });
        }
    }

    /// <summary>Is it on?</summary>
    public bool IsOn(string name)
    {
        lock (guard)
            return Find(name).IsOn == true;
    }

    /// <summary>One that is on for 10 minutes whenever a count goes up.</summary>
    public void Count(string name, long count)
    {
        bool isOn;
        lock (guard)
        {
            var alarm = Find(name);
            if (count > alarm.Count)
                (alarm.Count, alarm.RoseAt) = (count, time.GetTimestamp());
            isOn = alarm.RoseAt is { } at && time.GetElapsedTime(at) < overAfter;
        }

        Set(name, isOn);
    }

    /// <summary>Judges the outbox.</summary>
    public void Look(OutboxStatus status, double warnAt, long lost)
    {
        Set(Filling, status.UnacknowledgedBytes >= status.MaxBytes * (warnAt - (IsOn(Filling) ? 0.05 : 0)));
        Set(DiskLow, status.IsDiskLow);
        Count(Dropped, status.Dropped);
        Count(Lost, lost);
    }

    // one that was never raised begins as over, and says nothing of it
    private Alarm Find(string name)
    {
        if (alarms.TryGetValue(name, out var alarm))
            return alarm;
        long? last = known.TryGetValue(CounterState.NameOf(name, origin), out var t) ? t : null;
        return alarms[name] = new Alarm(new InstantStamp(last)) { IsOn = last is null ? false : null };
    }

    private sealed class Alarm(InstantStamp stamp)
    {
        public InstantStamp Stamp { get; } = stamp;

        public bool? IsOn { get; set; }

        public long Count { get; set; }

        public long? RoseAt { get; set; }
    }
}
