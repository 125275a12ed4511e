namespace Powderwatts.Tape.Replaying;

/// <summary>
/// A tape's clock: runs at the tape's speed on the monotonic clock, can be stopped and set. As fast as it goes it has no time of its
/// own: it stands where it was set, and nothing is ever early. Thread-safe.
/// </summary>
/// <param name="speed">How many times faster than it was recorded; null: as fast as it goes.</param>
/// <param name="time">The clock; only its monotonic part is used.</param>
internal sealed class PlayClock(double? speed, TimeProvider time)
{
    private readonly Lock door = new();
    private double at; // Unix ms of the tape, when `since` was taken
    private long since;
    private bool paused;
    private bool started;

    /// <summary>Does it stand?</summary>
    public bool Paused
    {
        get { lock (door) return paused; }
    }

    /// <summary>Changes whenever the clock was set or went on after a pause: the tape's time and ours have come apart.</summary>
    public int Jumps { get; private set; }

    /// <summary>Its instant, Unix milliseconds; null before the first <see cref="Set"/>.</summary>
    public double? Now
    {
        get { lock (door) return started ? NowInside() : null; }
    }

    /// <summary>Sets it; a clock that stands goes on standing.</summary>
    public void Set(double instant)
    {
        lock (door)
        {
            (at, since, started) = (instant, time.GetTimestamp(), true);
            Jumps++;
        }
    }

    /// <summary>As fast as it goes: this instant was reached.</summary>
    public void Reach(double instant)
    {
        lock (door)
        {
            if (speed is null && instant > at)
                at = instant;
        }
    }

    /// <summary>Stops it.</summary>
    public void Pause()
    {
        lock (door)
        {
            if (!paused)
                (at, paused) = (NowInside(), true);
        }
    }

    /// <summary>Lets it go on.</summary>
    public void Resume()
    {
        lock (door)
        {
            if (!paused)
                return;
            (since, paused) = (time.GetTimestamp(), false);
            Jumps++;
        }
    }

    /// <summary>How long until an instant; zero or less when it has come; null while the clock stands.</summary>
    public TimeSpan? Until(double instant)
    {
        lock (door)
        {
            return paused ? null
                : speed is not { } pace ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(Math.Min((instant - NowInside()) / pace, int.MaxValue));
        }
    }

    private double NowInside() => paused || speed is not { } pace ? at : at + (time.GetElapsedTime(since).TotalMilliseconds * pace);
}
