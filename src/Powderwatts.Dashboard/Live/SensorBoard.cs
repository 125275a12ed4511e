using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Dashboard.Live;

/// <summary>What is known of one sensor: its newest live reading, the store's last row, what its node says of it.</summary>
internal sealed class SensorBoard(string node, string sensor)
{
    private Reading? live;
    private long liveAt;
    private Reading? stored;
    private SensorAbout? about;

    /// <summary>`node/sensor`.</summary>
    public string Key { get; } = $"{node}/{sensor}";

    /// <summary>Its node's description of it; null before that has come. What was held of another origin is let go.</summary>
    public SensorAbout? About
    {
        get => about;
        set
        {
            about = value;
            if (live is { } held && !Belongs(held))
                live = null;
        }
    }

    /// <summary>The tape that stands for it; null when it is measured.</summary>
    public TapeAbout? Tape { get; set; }

    /// <summary>Does it come from a tape?</summary>
    public bool IsReplay => (about?.Origin ?? live?.Origin) == Origin.Replay;

    /// <summary>Instant of the newest live reading and when it came; null when none has.</summary>
    public (long T, long At)? Newest => live is { } held ? (held.T, liveAt) : null;

    /// <summary>Its node's last word on it; null before that has come.</summary>
    public SensorHealth? Health { get; set; }

    /// <summary>The status that was last told to the streams.</summary>
    public SensorStatus Told { get; set; }

    /// <summary>Has it anything to show?</summary>
    public bool IsKnown => About is not null || live is not null || stored is not null;

    /// <summary>
    /// Takes a reading that has just arrived. An older one than the one that is held came late and is passed over, unless the
    /// held one is from the future (the node's clock was ahead and has been put right) or from a tape, which may begin anew. So is a
    /// measured one while a tape stands for the sensor.
    /// </summary>
    /// <returns>False when it was passed over.</returns>
    public bool Arrived(in Reading reading, long now)
    {
        if (!Belongs(reading))
            return false;
        if (live is { } held && held.Origin == reading.Origin && reading.Origin != Origin.Replay && reading.T < held.T && held.T <= now)
            return false;
        live = reading;
        liveAt = now;
        return true;
    }

    /// <summary>Takes the store's last row; null when the store has none.</summary>
    public void Stored(in Reading? row) => stored = row;

    /// <summary>How the sensor is at an instant.</summary>
    public SensorNow Now(long now)
    {
        var fromStore = live is null || (stored is { } row && row.Origin == live.Value.Origin && row.Origin != Origin.Replay && row.T > live.Value.T);
        var reading = fromStore ? stored : live;
        long? age = reading is not { } newest ? null
            : fromStore ? Math.Max(0, now - newest.T)
            : newest.Origin == Origin.Replay ? now - liveAt // a tape's instants are its own
            : Math.Max(now - newest.T, now - liveAt);
        // back-filled rows are a minute apart: the sensor's own interval tells whether the last of them is old
        var interval = (fromStore ? About?.IntervalS : null) ?? reading?.IntervalS ?? Reading.DefaultIntervalS;
        if (reading?.Origin == Origin.Replay && Tape?.Speed is { } speed)
            interval = speed > 0 ? interval / speed : double.PositiveInfinity; // a tape that stands grows no older
        var failed = Health is { Ok: false };
        return new SensorNow(
            Key,
            About?.Kind ?? reading?.Kind ?? Kind.Circuit,
            StatusRules.Of(failed, age, interval),
            reading?.Origin ?? About?.Origin ?? Origin.Live,
            age,
            failed ? Health!.Reason : null,
            reading);
    }

    private bool Belongs(in Reading reading) => about is null || (about.Origin == Origin.Replay) == (reading.Origin == Origin.Replay);
}
