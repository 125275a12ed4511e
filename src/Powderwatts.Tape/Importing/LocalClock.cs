using System.Globalization;

namespace Powderwatts.Tape.Importing;

/// <summary>
/// Turns the local times of a wall clock into instants. An hour that the clock showed twice is told by the row before: the
/// first pass as long as that is later than it, else the second. A time that the clock never showed is a fault.
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    private static readonly TimeSpan oneStep = TimeSpan.FromHours(1);
    private long? last;

    /// <summary>Rows in an hour that the clock showed twice.</summary>
    public long Doubled { get; private set; }

    /// <summary>Those of them that no row shortly before told: taken for the first pass.</summary>
    public long Assumed { get; private set; }

    /// <summary>The instant of a local time, Unix milliseconds.</summary>
    public RowFault? TryResolve(DateTime local, out long t)
    {
        t = 0;
        if (zone.IsInvalidTime(local))
        {
            return new RowFault(RowReason.SkippedTime, string.Create(CultureInfo.InvariantCulture,
                $"{local:yyyy-MM-dd HH:mm:ss} does not exist in {zone.Id}: the clocks went forward over it"));
        }

        if (!zone.IsAmbiguousTime(local))
        {
            t = Instant(local, zone.GetUtcOffset(local));
            return null;
        }

        var offsets = zone.GetAmbiguousTimeOffsets(local);
        var first = Instant(local, offsets.Max());
        t = last is { } before && first <= before ? Instant(local, offsets.Min()) : first;
        Doubled++;
        // without a row in the hour before it, both passes are possible
        if (t == first && (last is null || first - last > oneStep.TotalMilliseconds))
            Assumed++;
        return null;
    }

    /// <summary>The row was used: the next one is told by it.</summary>
    public void Used(long t) => last = Math.Max(last ?? t, t);

    private static long Instant(DateTime local, TimeSpan offset) =>
        (long)Math.Floor((local - offset - DateTime.UnixEpoch).TotalMilliseconds);
}
