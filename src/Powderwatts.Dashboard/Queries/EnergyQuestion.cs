using Powderwatts.Readings;

namespace Powderwatts.Dashboard.Queries;

/// <summary>A question for energy as it was asked: what is left to its default is null, so that the same question is the same key.</summary>
/// <param name="Origin">The origin.</param>
/// <param name="From">Start, Unix milliseconds; null: local midnight.</param>
/// <param name="To">End, Unix milliseconds; null: now.</param>
/// <param name="By">`hour`, `day` or `total`.</param>
internal sealed record EnergyQuestion(Origin Origin, long? From, long? To, string By);
