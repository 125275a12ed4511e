namespace Powderwatts.Processes;

/// <summary>What `collect` was asked for on the command line.</summary>
internal sealed record CollectOptions
{
    /// <summary>The id when nothing is said.</summary>
    public const string DefaultId = "collector";

    /// <summary>The data folder.</summary>
    public required string Data { get; init; }

    /// <summary>The collector's id: its client id, and the place of its health.</summary>
    public string Id { get; init; } = DefaultId;

    /// <summary>The group of collectors that share the chunks; null for a collector that gets all of them.</summary>
    public string? Share { get; init; }
}
