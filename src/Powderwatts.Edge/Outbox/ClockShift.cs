using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// From the clock that nobody trusted to true time, for everything that this boot has stamped and nobody has sent. Counters that
/// began meanwhile get the true instant of their beginning.
/// </summary>
/// <param name="ByMs">What is added, milliseconds.</param>
/// <param name="FromT">The first instant that the untrusted clock gave, Unix milliseconds.</param>
public readonly record struct ClockShift(long ByMs, long FromT)
{
    /// <summary>An instant.</summary>
    public long Apply(long t) => t >= FromT ? t + ByMs : t;

    /// <summary>A reading that was stamped as unsynced.</summary>
    public Reading Apply(in Reading reading) => reading with
    {
        T = Apply(reading.T),
        Quality = reading.Quality & ~Quality.Unsynced,
        EnergyFrom = reading.EnergyFrom is { } from ? Apply(from) : null,
    };

    /// <summary>A counter.</summary>
    public CounterState Apply(CounterState counter) => counter with { EnergyFrom = Apply(counter.EnergyFrom), LastT = Apply(counter.LastT) };
}
