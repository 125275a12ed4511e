using System.Globalization;

namespace Powderwatts.Tape.Replaying;

/// <summary>How a tape is played.</summary>
public sealed record PlayOptions
{
    /// <summary>The slowest speed.</summary>
    public const double Slowest = 0.1;

    /// <summary>The fastest speed that keeps the tape's time.</summary>
    public const double Fastest = 10_000;

    /// <summary>How many times faster than it was recorded; null: as fast as it goes.</summary>
    public double? Speed { get; init; } = 1;

    /// <summary>Begin anew at the end?</summary>
    public bool Loop { get; init; }

    /// <summary>Move the instants to now? Only at the speed of the recording. Energy counters then begin at 0 with each pass.</summary>
    public bool Shift { get; init; }

    /// <summary>The first instant that is played, Unix milliseconds; null for the tape's.</summary>
    public long? From { get; init; }

    /// <summary>The first instant that is no longer played, Unix milliseconds; null for none.</summary>
    public long? To { get; init; }

    /// <summary>Pauses on the tape above this are cut to nothing, in time of the tape; null: they last as long as they did.</summary>
    public TimeSpan? SkipGaps { get; init; }

    /// <summary>What is wrong with them, in one sentence; null when nothing is.</summary>
    public string? Fault() => this switch
    {
        { Speed: { } speed } when !(speed >= Slowest && speed <= Fastest) =>
            string.Create(CultureInfo.InvariantCulture, $"speed {speed} is not from {Slowest} to {Fastest:0}; write `max` for as fast as it goes"),
        { Shift: true, Speed: not 1 } => "instants can be shifted to now only at speed 1: a faster tape would run out of the present",
        { Shift: true, SkipGaps: not null } => "instants can't be shifted to now while gaps are skipped",
        { From: { } from, To: { } to } when from >= to => "the part to be played ends before it begins",
        _ => null,
    };
}
