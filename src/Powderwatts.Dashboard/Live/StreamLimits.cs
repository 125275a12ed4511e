using System.Net;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Dashboard.Live;

/// <summary>How many pages may listen: 100 in all, 64 from one address. Thread-safe.</summary>
internal sealed class StreamLimits
{
    /// <summary>Streams in all.</summary>
    public const int MaxTotal = 100;

    /// <summary>Streams from one address.</summary>
    public const int MaxPerAddress = 64;

    private readonly Lock door = new();
    private readonly Dictionary<IPAddress, int> open = [];
    private int total;
    private long refused;

    /// <summary>Streams that are open, and how many were refused.</summary>
    public (int Open, long Refused) Counts
    {
        get { lock (door) return (total, refused); }
    }

    /// <summary>Asks for a place. It must be given back with <see cref="Leave"/> only when the answer is `Ok`.</summary>
    public StreamPlace Enter(IPAddress address)
    {
        var key = ClientAddress.Group(address);
        lock (door)
        {
            var here = open.GetValueOrDefault(key);
            var place = here >= MaxPerAddress ? StreamPlace.AddressFull : total >= MaxTotal ? StreamPlace.AllFull : StreamPlace.Ok;
            if (place != StreamPlace.Ok)
            {
                refused++;
                return place;
            }

            total++;
            open[key] = here + 1;
            return place;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(IPAddress address)
    {
        var key = ClientAddress.Group(address);
        lock (door)
        {
            total--;
            if (--open[key] == 0)
                open.Remove(key);
        }
    }
}
