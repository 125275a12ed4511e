using System.Collections.Immutable;

namespace Powderwatts.Readings.Health;

/// <summary>How one part of a process is: `outbox`, `broker`, `store`, `clock`.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="State">How it is.</param>
/// <param name="Since">Since when, Unix milliseconds.</param>
/// <param name="Reason">Why, in words; null when there is nothing to say.</param>
/// <param name="Next">What to do next; null when there is nothing to do.</param>
/// <param name="Counts">Named counts, sorted by name.</param>
public sealed record PartHealth(
    string Part, HealthState State, long Since, string? Reason, string? Next, ImmutableSortedDictionary<string, long> Counts);
