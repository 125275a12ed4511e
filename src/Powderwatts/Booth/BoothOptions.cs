using System.Net;
using Powderwatts.Processes;
using Powderwatts.Replaying;

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

    /// <summary>The tape that is shown instead of sensors; null for sensors.</summary>
    public ReplayOptions? Replay { get; init; }

    /// <summary>The tape that all is recorded on; null for none.</summary>
    public string? Record { get; init; }
}
