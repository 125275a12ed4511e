using Powderwatts.Readings;
using Powderwatts.Savings.Baselines;

namespace Powderwatts.Accounting;

/// <summary>What `savings` is asked.</summary>
public sealed record SavingsOptions
{
    /// <summary>First instant as it was written; null: the local month's first.</summary>
    public string? From { get; init; }

    /// <summary>End as it was written; null: now, or the tape's end.</summary>
    public string? To { get; init; }

    /// <summary>The method whose figure comes first.</summary>
    public BaselineMethod Method { get; init; } = BaselineMethod.AlwaysOnMatched;

    /// <summary>The origin; null: the site's mode.</summary>
    public Origin? Origin { get; init; }
}
