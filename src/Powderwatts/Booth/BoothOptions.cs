using System.Net;
using Powderwatts.Processes;

namespace Powderwatts.Booth;

/// <summary>What `booth` was asked for on the command line.</summary>
internal sealed record BoothOptions
{
    /// <summary>The data folder.</summary>
    public required string Data { get; init; }

    /// <summary>Where the dashboard listens.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>Open the dashboard to the local network?</summary>
    public bool Lan { get; init; }

    /// <summary>Where the broker listens.</summary>
    public required IPEndPoint Mqtt { get; init; }

    /// <summary>The node's part of it.</summary>
    public NodeOptions Node { get; init; } = new();
}
