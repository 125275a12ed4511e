namespace Powderwatts.Readings;

/// <summary>
/// Full jitter: each wait is drawn evenly from 0 to a ceiling that starts at <paramref name="first"/> and doubles to
/// <paramref name="longest"/>, so that those that failed together do not come back in step. Not thread-safe.
/// </summary>
/// <param name="first">The first ceiling.</param>
/// <param name="longest">The last ceiling.</param>
/// <param name="random">The dice.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest, Random random)
{
    /// <summary>The highest wait that <see cref="Next()"/> may give now.</summary>
    public TimeSpan Ceiling { get; private set; } = first < longest ? first : longest;

    /// <summary>The next wait; the ceiling doubles.</summary>
    public TimeSpan Next() => Next(TimeSpan.Zero);

    /// <summary>The next wait, at least as long as told; the ceiling doubles.</summary>
    public TimeSpan Next(TimeSpan atLeast)
    {
        var wait = Ceiling * random.NextDouble();
        Ceiling = Ceiling * 2 < longest ? Ceiling * 2 : longest;
        return wait > atLeast ? wait : atLeast;
    }

    /// <summary>Things are well again: start over.</summary>
    public void Reset() => Ceiling = first < longest ? first : longest;
}
