using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Sampling;

/// <summary>
/// Whether the wall clock can be believed: set to `trust`, no Raspberry Pi (those have no clock that runs without power), or
/// synchronised since the boot. Once trusted, it stays so for the run.
/// </summary>
public sealed class ClockTrust
{
    /// <summary>Made by systemd-timesyncd after the first synchronisation (systemd-time-wait-sync.service(8)).</summary>
    public const string SyncFile = "run/systemd/timesync/synchronized";

    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly HealthBoard health;
    private readonly string syncFile;
    private readonly Lock looking = new();
    private volatile bool trusted;
    private long? lookedAt;

    /// <summary>Looks at this machine.</summary>
    /// <param name="alwaysTrust">The rig says `clock: trust`.</param>
    /// <param name="health">Where the part `clock` is shown.</param>
    /// <param name="time">The clock.</param>
    public ClockTrust(bool alwaysTrust, HealthBoard health, TimeProvider time)
        : this(alwaysTrust, health, time, "/")
    {
    }

    public ClockTrust(bool alwaysTrust, HealthBoard health, TimeProvider time, string root)
    {
        (this.time, this.health, syncFile) = (time, health, Path.Combine(root, SyncFile));
        if (alwaysTrust)
            Trust();
        else if (!IsRaspberryPi(Path.Combine(root, "sys/firmware/devicetree/base/model")))
            Trust();
        else
            _ = IsTrusted;
    }

    /// <summary>Can it be believed now?</summary>
    public bool IsTrusted
    {
        get
        {
            if (trusted)
                return true;
            lock (looking)
            {
                if (lookedAt is { } at && time.GetElapsedTime(at) < lookEvery)
                    return trusted;
                lookedAt = time.GetTimestamp();
                if (File.Exists(syncFile))
                    Trust();
                else
                    health.Set("clock", HealthState.Warn, "the clock is not synchronised: readings are marked unsynced", "connect to a network with time, or set clock: trust in the rig");
                return trusted;
            }
        }
    }

    private void Trust()
    {
        trusted = true;
        health.Set("clock", HealthState.Ok);
    }

    private static bool IsRaspberryPi(string modelFile) =>
        File.Exists(modelFile) && File.ReadAllText(modelFile).StartsWith("Raspberry Pi", StringComparison.Ordinal);
}
