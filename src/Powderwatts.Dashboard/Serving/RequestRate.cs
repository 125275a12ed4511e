using System.Net;

namespace Powderwatts.Dashboard.Serving;

/// <summary>
/// 20 requests a second from one address, 40 at once; not for loopback. Remembers at most 4,096 addresses: when that is full
/// those that have been quiet are forgotten, and when none has, a new address is refused. Thread-safe.
/// </summary>
internal sealed class RequestRate(TimeProvider time)
{
    /// <summary>Requests a second.</summary>
    public const double PerSecond = 20;

    /// <summary>Requests at once.</summary>
    public const double Burst = 40;

    /// <summary>Addresses that are remembered.</summary>
    public const int MaxAddresses = 4096;

    private readonly Lock door = new();
    private readonly Dictionary<IPAddress, (double Tokens, long At)> buckets = [];

    /// <summary>Takes a request of an address into account.</summary>
    /// <returns>False: it asks too often.</returns>
    public bool Allows(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
            return true;
        var key = ClientAddress.Group(address);
        if (IPAddress.IsLoopback(key))
            return true;
        lock (door)
        {
            var now = time.GetTimestamp();
            if (!buckets.TryGetValue(key, out var bucket))
            {
                if (buckets.Count >= MaxAddresses)
                    ForgetQuiet(now);
                if (buckets.Count >= MaxAddresses)
                    return false;
                bucket = (Burst, now);
            }

            var tokens = Refilled(bucket, now);
            buckets[key] = tokens >= 1 ? (tokens - 1, now) : (tokens, now);
            return tokens >= 1;
        }
    }

    private double Refilled((double Tokens, long At) bucket, long now) =>
        Math.Min(Burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * PerSecond));

    private void ForgetQuiet(long now)
    {
        foreach (var quiet in buckets.Where(b => Refilled(b.Value, now) >= Burst).Select(b => b.Key).ToList())
            buckets.Remove(quiet);
    }
}
