using Powderwatts.Readings;

namespace Powderwatts.Store;

/// <summary>A question for every reading of a period.</summary>
/// <param name="Site">The site.</param>
/// <param name="Origin">The origin; origins are never mixed.</param>
/// <param name="From">Start, Unix milliseconds, inclusive.</param>
/// <param name="To">End, Unix milliseconds, exclusive.</param>
public sealed record RowsQuestion(string Site, Origin Origin, long From, long To)
{
    /// <summary>Only this node; null for all.</summary>
    public string? Node { get; init; }

    /// <summary>Only this sensor; null for all.</summary>
    public string? Sensor { get; init; }
}
