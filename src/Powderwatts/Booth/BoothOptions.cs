using System.Net;

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

    /// <summary>A recording that the first simulated circuit follows; null for none.</summary>
    public string? Load { get; init; }

    /// <summary>How fast the simulated weather passes.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seed of the simulated roof; null: the one that it has, or the default at the first start.</summary>
    public long? Seed { get; init; }

    /// <summary>Sampling interval of every sensor; null: as in the settings.</summary>
    public TimeSpan? Interval { get; init; }
}
