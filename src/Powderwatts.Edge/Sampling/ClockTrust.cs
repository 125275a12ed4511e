using System.Globalization;
using System.Runtime.InteropServices;

namespace Powderwatts.Edge.Sampling;

/// <summary>
/// Whether the wall clock can be believed: set to `trust`, no Raspberry Pi (those have no clock that runs without power), a real-time
/// clock that has set it, or synchronised since the boot. Once trusted, it stays so for the run.
/// </summary>
public sealed class ClockTrust
{
    /// <summary>Made by systemd-timesyncd after the first synchronisation (systemd-time-wait-sync.service(8)).</summary>
    public const string SyncFile = "run/systemd/timesync/synchronized";

    // the program did not exist before: a clock that says so is wrong, on any machine
    private static readonly DateTimeOffset earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider time;
    private readonly bool alwaysTrust;
    private readonly bool hasClockOfItsOwn;
    private readonly string root;
    private readonly Func<bool> kernelSays;
    private readonly Lock looking = new();
    private volatile bool trusted;
    private long? lookedAt;

    /// <summary>Looks at this machine.</summary>
    /// <param name="alwaysTrust">The rig says `clock: trust`.</param>
    /// <param name="time">The clock.</param>
    /// <param name="root">The root of the file system.</param>
    public ClockTrust(bool alwaysTrust, TimeProvider time, string root = "/")
        : this(alwaysTrust, time, root, KernelIsSynchronised)
    {
    }

    internal ClockTrust(bool alwaysTrust, TimeProvider time, string root, Func<bool> kernelSays)
    {
        (this.alwaysTrust, this.time, this.root, this.kernelSays) = (alwaysTrust, time, root, kernelSays);
        hasClockOfItsOwn = !IsRaspberryPi(Path.Combine(root, "sys/firmware/devicetree/base/model")) || HasRealTimeClock(Path.Combine(root, "sys/class/rtc"));
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
                return trusted = alwaysTrust
                    || (time.GetUtcNow() >= earliest && (hasClockOfItsOwn || File.Exists(Path.Combine(root, SyncFile)) || kernelSays()));
            }
        }
    }

    private static bool IsRaspberryPi(string modelFile) =>
        File.Exists(modelFile) && File.ReadAllText(modelFile).StartsWith("Raspberry Pi", StringComparison.Ordinal);

    // a Pi 5 has one that without a battery begins at 1970: it counts only when the kernel took the time from it and it knows the year
    private static bool HasRealTimeClock(string folder) => Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(clock =>
        Word(Path.Combine(clock, "hctosys")) == "1"
        && long.TryParse(Word(Path.Combine(clock, "since_epoch")), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds >= earliest.ToUnixTimeSeconds());

    private static string? Word(string file) => File.Exists(file) ? File.ReadAllText(file).Trim() : null;

    // adjtimex(2) with modes = 0 only reads: it answers TIME_ERROR (5), or -1, unless something keeps the clock in step (chrony, ntpd, timesyncd)
    private static bool KernelIsSynchronised() => OperatingSystem.IsLinux() && AdjustTime(new byte[512]) is >= 0 and < 5;

    [DllImport("libc", EntryPoint = "adjtimex")]
    private static extern int AdjustTime(byte[] state);
}
