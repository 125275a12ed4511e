namespace Powderwatts.Store;

/// <summary>Errors sorted by what to do.</summary>
public enum Failure
{
    /// <summary>Again, soon, with backoff: a socket, a time-out, an overloaded server, a full disk.</summary>
    Retry,

    /// <summary>Again, slowly, and loudly: wrong token, missing database. Nothing is dropped.</summary>
    RetrySlowly,
}
