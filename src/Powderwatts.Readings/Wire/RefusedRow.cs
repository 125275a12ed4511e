namespace Powderwatts.Readings.Wire;

/// <summary>A row of a chunk that breaks the contract.</summary>
/// <param name="N">Its sequence.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Json">Its text, at most 1 KiB.</param>
public sealed record RefusedRow(long N, string Reason, string Json);
