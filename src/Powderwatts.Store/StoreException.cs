namespace Powderwatts.Store;

/// <summary>The store did not take the rows or did not answer. What to do is in <see cref="Failure"/>.</summary>
public sealed class StoreException(Failure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do.</summary>
    public Failure Failure { get; } = failure;

    /// <summary>The server's own wish when to come again; null for none.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
