using Powderwatts.Savings;

namespace Powderwatts.Accounting;

/// <summary>What the accounting must be told of a circuit.</summary>
/// <param name="Name">The name that people read.</param>
/// <param name="RatedW">Rated power, W; null when not told.</param>
/// <param name="Scale">What it is a model of.</param>
/// <param name="ConstantWattage">Does its cable draw the same wet or dry?</param>
internal sealed record CircuitFacts(string Name, double? RatedW, ScaleModel? Scale = null, bool ConstantWattage = false);
