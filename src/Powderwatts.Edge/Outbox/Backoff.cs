namespace Powderwatts.Edge.Outbox;

/// <summary>Waits between attempts: doubled from the first to the longest, begun again after a success.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int failures;

    /// <summary>How long to wait now.</summary>
    public TimeSpan Next()
    {
        var wait = first * Math.Pow(2, Math.Min(failures++, 30));
        return wait < longest ? wait : longest;
    }

    /// <summary>It worked.</summary>
    public void Reset() => failures = 0;
}
