namespace Powderwatts.Edge.Sampling;

/// <summary>
/// When one sensor is to be read: on a grid of its interval that never drifts. A late tick is skipped and counted, never made up
/// for; a failure waits 1 s, doubling to 30 s, and asks for a new start. Times are monotonic, from the loop's start.
/// </summary>
/// <param name="interval">The sampling interval.</param>
/// <param name="start">The first tick.</param>
public sealed class SensorSession(TimeSpan interval, TimeSpan start)
{
    /// <summary>Ticks in a row without a finished conversion that count as a failure.</summary>
    public const int TicksWithoutConversion = 3;

    private static readonly TimeSpan longestWait = TimeSpan.FromSeconds(30);

    private TimeSpan tick = start;
    private int failuresInARow;
    private int ticksNotReady;

    /// <summary>When to try next.</summary>
    public TimeSpan Due { get; private set; } = start;

    /// <summary>The chip must be started before it is read: at first, and after every failure.</summary>
    public bool NeedsStart { get; private set; } = true;

    /// <summary>The last attempt failed.</summary>
    public bool IsFailing => failuresInARow > 0;

    /// <summary>Ticks that passed without a reading while the sensor was in order.</summary>
    public long MissedTicks { get; private set; }

    /// <summary>The chip is set up.</summary>
    public void Started() => NeedsStart = false;

    /// <summary>A reading was taken.</summary>
    public void Succeeded(TimeSpan now)
    {
        (failuresInARow, ticksNotReady) = (0, 0);
        var passed = NextTick(now);
        MissedTicks += passed;
        Due = tick;
    }

    /// <summary>No conversion is ready: a little later, within the tick.</summary>
    /// <returns>True when it was not ready for so many ticks that it counts as a failure: call <see cref="Failed"/>.</returns>
    public bool NotReady(TimeSpan now)
    {
        if (now + Retry < tick + interval)
        {
            Due = now + Retry;
            return false;
        }

        MissedTicks += IsFailing ? 0 : 1 + NextTick(now);
        if (IsFailing)
            NextTick(now);
        Due = tick;
        return ++ticksNotReady >= TicksWithoutConversion;
    }

    /// <summary>The chip could not be started or read.</summary>
    public void Failed(TimeSpan now)
    {
        var wait = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failuresInARow++, 10)));
        NeedsStart = true;
        ticksNotReady = 0;
        NextTick(now + (wait < longestWait ? wait : longestWait) - interval);
        Due = tick;
    }

    private TimeSpan Retry => TimeSpan.FromMilliseconds(Math.Clamp(interval.TotalMilliseconds / 20, 1, 20));

    // moves on to the first tick after `now`; how many ticks were passed over between
    private long NextTick(TimeSpan now)
    {
        var ticks = Math.Max(1, ((now - tick).Ticks / interval.Ticks) + 1);
        tick += interval * ticks;
        return ticks - 1;
    }
}
