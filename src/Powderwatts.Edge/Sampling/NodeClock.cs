using Powderwatts.Edge.Outbox;
using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Sampling;

/// <summary>The clock of a node: gives instants, says which rows must wait for a trusted clock, and when they need not wait any longer. Thread-safe.</summary>
public sealed class NodeClock
{
    private const string Next = "connect to a network with time, or set clock: trust in the rig";

    private readonly ClockTrust trust;
    private readonly TimeProvider time;
    private readonly Func<bool> hasRoute;
    private readonly Lock guard = new();
    private readonly ClockHold hold;
    private readonly ClockShift? before; // what an earlier run held is set right before anything of this one is made

    private NodeClock(ClockTrust trust, TimeProvider time, Func<bool> hasRoute, string boot, long? last, HeldRows? resumed)
    {
        (this.trust, this.time, this.hasRoute) = (trust, time, hasRoute);
        hold = new ClockHold(boot, Wall, Monotonic, last, resumed);
        hold.Stamp(Wall, Monotonic, trust.IsTrusted);
        before = hold.Shift;
    }

    /// <summary>
    /// Starts it: rows that an earlier run of the same boot holds go on waiting or are set right; those of an earlier boot can't be any
    /// more, and go as they are.
    /// </summary>
    /// <param name="trust">Is the wall clock trusted?</param>
    /// <param name="outbox">The node's outbox.</param>
    /// <param name="boot">The kernel's boot id; empty when it is not known.</param>
    /// <param name="time">The clocks.</param>
    /// <param name="hasRoute">Is there a default route?</param>
    /// <exception cref="OutboxException">The outbox cannot be written.</exception>
    public static NodeClock Start(ClockTrust trust, NodeOutbox outbox, string boot, TimeProvider time, Func<bool>? hasRoute = null)
    {
        if (outbox.Held is { } stale && (boot.Length == 0 || stale.Boot != boot))
            outbox.EndHold(null);
        var clock = new NodeClock(trust, time, hasRoute ?? (() => DefaultRoute.Exists()), boot, outbox.LastInstant, outbox.Held);
        if (clock.before is { } shift && outbox.Held is not null)
        {
            try
            {
                outbox.EndHold(shift);
            }
            catch (OutboxException damage) when (damage.Fault == OutboxFault.Damaged)
            {
                outbox.ReplaceDamaged(); // what can be read of it is rescued, and sent with the times that it has
            }
        }

        return clock;
    }

    /// <summary>Now, for a reading.</summary>
    public ClockInstant Now()
    {
        lock (guard)
        {
            var t = hold.Stamp(Wall, Monotonic, trust.IsTrusted);
            return new ClockInstant(t, hold.IsTrusted, InRun);
        }
    }

    /// <summary>What holds for readings that were made before this call: how they are marked, and how they are set right.</summary>
    public (HeldRows? Hold, ClockShift? Shift) Look()
    {
        lock (guard)
        {
            hold.Stamp(Wall, Monotonic, trust.IsTrusted);
            return (hold.Mark, InRun);
        }
    }

    /// <summary>May rows that wait be sent as they are?</summary>
    public bool TryEndHold()
    {
        lock (guard)
            return hold.TryFreeze(Monotonic, hasRoute());
    }

    /// <summary>Writes the part `clock`.</summary>
    public void Show(HealthBoard board, long waiting)
    {
        bool trusted;
        TimeSpan left;
        lock (guard)
            (trusted, left) = (hold.IsTrusted, hold.Mark is null ? TimeSpan.Zero : hold.Left(Monotonic, hasRoute()));
        if (trusted)
            board.Set("clock", HealthState.Ok);
        else if (left > TimeSpan.Zero)
            board.Set("clock", HealthState.Warn, "the clock is not synchronised: readings wait for it, at most 5 minutes", Next, ("waiting", waiting));
        else
            board.Set("clock", HealthState.Warn, "the clock is not synchronised: readings are marked unsynced", Next, ("waiting", waiting));
    }

    private ClockShift? InRun => before is null ? hold.Shift : null;

    private long Wall => time.GetUtcNow().ToUnixTimeMilliseconds();

    // counted from the boot, so that it goes on through a restart of the program
    private long Monotonic
    {
        get
        {
            var (seconds, rest) = Math.DivRem(time.GetTimestamp(), time.TimestampFrequency);
            return (seconds * 1000) + (rest * 1000 / time.TimestampFrequency);
        }
    }
}
