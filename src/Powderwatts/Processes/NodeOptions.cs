namespace Powderwatts.Processes;

/// <summary>What the command line says of a node, laid over the rig.</summary>
internal sealed record NodeOptions
{
    /// <summary>A recording that the first simulated circuit follows; null for none.</summary>
    public string? Load { get; init; }

    /// <summary>How fast the simulated weather passes.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Seed of the simulated roof; null: the one that it has, or the default at the first start.</summary>
    public long? Seed { get; init; }

    /// <summary>Sampling interval of every sensor; null: as in the settings.</summary>
    public TimeSpan? Interval { get; init; }
}
