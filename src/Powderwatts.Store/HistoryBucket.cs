namespace Powderwatts.Store;

/// <summary>One bucket of history.</summary>
/// <param name="T">Its start, Unix milliseconds.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Mean">Mean of the values.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Last">Newest value.</param>
/// <param name="Count">Readings in it.</param>
public readonly record struct HistoryBucket(long T, double Min, double Mean, double Max, double Last, long Count);
