namespace Powderwatts.Edge.Simulation;

/// <summary>A clock that moves only when told, wall and monotonic time together: the back-fill runs real drivers on it.</summary>
/// <param name="start">Where it begins.</param>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private readonly DateTimeOffset start = start.ToUniversalTime();
    private long elapsedTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start.AddTicks(Interlocked.Read(ref elapsedTicks));

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref elapsedTicks);

    /// <summary>Moves it on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is negative.</exception>
    public void Advance(TimeSpan step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.Zero);
        Interlocked.Add(ref elapsedTicks, step.Ticks);
    }

    /// <summary>Moves it on to an instant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is before its present one.</exception>
    public void AdvanceTo(DateTimeOffset instant) => Advance(instant - GetUtcNow());

    /// <summary>It has no timers: nothing may wait on a clock that somebody moves by hand.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("the stepped clock has no timers: move it and ask again");
}
