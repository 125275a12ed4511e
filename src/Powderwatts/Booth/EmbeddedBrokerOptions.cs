using System.Net;
using System.Security.Cryptography;

namespace Powderwatts.Booth;

/// <summary>How the booth's own broker listens and whom it lets write.</summary>
internal sealed record EmbeddedBrokerOptions
{
    /// <summary>Where it listens; port 0 picks a free one.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 1883);

    /// <summary>The booth's site.</summary>
    public required string Site { get; init; }

    /// <summary>The booth's nodes: one that measures, or those of a tape.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>The password of the booth's own connections, two a node: new at every start, never stored, never shown.</summary>
    public string Secret { get; init; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Connections at the same time.</summary>
    public int Connections { get; init; } = 128;

    /// <summary>Connections from one address at the same time; this machine's own are not limited.</summary>
    public int ConnectionsPerAddress { get; init; } = 8;

    /// <summary>How long a connection may take to say CONNECT.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest MQTT frame, bytes: a payload of 256 KiB and its envelope.</summary>
    public int FrameBytes { get; init; } = 300_000;

    /// <summary>
    /// Messages that wait for a slow reader; then its oldest go and are counted. Small on purpose: what waits is live samples,
    /// which age, and acknowledgements, which come again; large chunks waiting for a stuck `#` would fill a Pi's memory.
    /// </summary>
    public int PendingMessages { get; init; } = 1000;
}
