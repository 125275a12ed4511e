namespace Powderwatts.Readings.Wire;

/// <summary>Rows that were refused for good and are in a dead letter, with the reason.</summary>
/// <param name="Rows">The sequences.</param>
/// <param name="Reason">Why, in a few words: `unknown quantity`.</param>
public readonly record struct Refusal(RowRange Rows, string Reason);
