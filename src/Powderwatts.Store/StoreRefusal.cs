namespace Powderwatts.Store;

/// <summary>A row that the store will never take.</summary>
/// <param name="Batch">Index of the batch in the call.</param>
/// <param name="N">The row's sequence.</param>
/// <param name="Reason">Why.</param>
public readonly record struct StoreRefusal(int Batch, long N, string Reason);
