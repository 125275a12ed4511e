using Powderwatts.Edge.Outbox;

namespace Powderwatts.Edge.Sampling;

/// <summary>
/// What instants to give while the wall clock is not trusted, and how they are set right when it is. Instants then follow the monotonic
/// clock, from the system's time or from just after the last instant that the node ever gave, whichever is later. Until the first of
/// these rows is sent, one shift brings them to true time; after that they stay as they are. Pure; not thread-safe.
/// </summary>
internal sealed class ClockHold
{
    /// <summary>So long rows wait for a trusted clock.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    /// <summary>So long without a default route: nothing can come that would set the clock.</summary>
    public static readonly TimeSpan LongestAlone = TimeSpan.FromSeconds(5);

    private readonly HeldRows mark;
    private long offsetMs;
    private bool frozen;

    /// <summary>Begins to hold, or goes on.</summary>
    /// <param name="boot">The kernel's boot id.</param>
    /// <param name="wallMs">The system's time, Unix milliseconds.</param>
    /// <param name="monotonicMs">The monotonic clock, milliseconds.</param>
    /// <param name="last">The last instant that the node ever gave; null when there is none.</param>
    /// <param name="resumed">What an earlier run of this boot still holds; null when nothing.</param>
    public ClockHold(string boot, long wallMs, long monotonicMs, long? last, HeldRows? resumed)
    {
        var from = Math.Max(wallMs, last + 1 ?? wallMs);
        mark = resumed ?? new HeldRows(0, boot, from, from - monotonicMs, monotonicMs);
        offsetMs = mark.OffsetMs;
    }

    /// <summary>Is the wall clock trusted?</summary>
    public bool IsTrusted { get; private set; }

    /// <summary>What rows are marked with that must wait; null when none need to.</summary>
    public HeldRows? Mark => IsTrusted || frozen ? null : mark;

    /// <summary>What brings the rows of before to true time; null while the clock is not trusted, and when some of them were sent.</summary>
    public ClockShift? Shift { get; private set; }

    /// <summary>The instant of now, Unix milliseconds.</summary>
    public long Stamp(long wallMs, long monotonicMs, bool trusted)
    {
        if (trusted && !IsTrusted)
        {
            IsTrusted = true;
            Shift = frozen ? null : new ClockShift(wallMs - monotonicMs - offsetMs, mark.FromT);
        }

        if (IsTrusted)
            return wallMs;
        if (frozen)
            offsetMs = Math.Max(offsetMs, wallMs - monotonicMs); // somebody may set the clock by hand
        return monotonicMs + offsetMs;
    }

    /// <summary>May the rows be sent as they are? From the first yes on they stay so.</summary>
    public bool TryFreeze(long monotonicMs, bool hasRoute)
    {
        if (!IsTrusted && Left(monotonicMs, hasRoute) <= TimeSpan.Zero)
            frozen = true;
        return frozen;
    }

    /// <summary>How long they wait at most.</summary>
    public TimeSpan Left(long monotonicMs, bool hasRoute) => (hasRoute ? Longest : LongestAlone) - TimeSpan.FromMilliseconds(monotonicMs - mark.SinceMs);
}
