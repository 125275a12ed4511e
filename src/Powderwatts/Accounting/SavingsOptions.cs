using Powderwatts.Readings;
using Powderwatts.Savings.Baselines;

namespace Powderwatts.Accounting;

/// <summary>What `savings` is asked.</summary>
internal sealed record SavingsOptions
{
    /// <summary>First instant; null: the local month's first.</summary>
    public GivenInstant? From { get; init; }

    /// <summary>End; null: now, or the tape's end.</summary>
    public GivenInstant? To { get; init; }

    /// <summary>The method whose figure comes first.</summary>
    public BaselineMethod Method { get; init; } = BaselineMethod.AlwaysOnMatched;

    /// <summary>The origin; null: that of the rig's mode, sim or live.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The site; null: the rig's. A tape has its own.</summary>
    public string? Site { get; init; }
}
