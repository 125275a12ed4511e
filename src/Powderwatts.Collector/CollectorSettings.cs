namespace Powderwatts.Collector;

/// <summary>How a collector gathers and writes.</summary>
public sealed record CollectorSettings
{
    /// <summary>Its id, in the topic of its health: `[a-z0-9-]{1,32}`.</summary>
    public string Id { get; init; } = "collector";

    /// <summary>Chunks held at most, from arrival until they are settled. More are answered with "busy": nodes keep them.</summary>
    public int PendingChunks { get; init; } = 32;

    /// <summary>Bytes of chunks held at most.</summary>
    public long PendingBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Rows that are worth a write: no more waiting.</summary>
    public int EnoughRows { get; init; } = 5000;

    /// <summary>Chunks that are worth a write: half of <see cref="PendingChunks"/>, so that the other half can arrive meanwhile.</summary>
    public int EnoughChunks { get; init; } = 16;

    /// <summary>A write stops taking chunks that already wait when it holds this many rows.</summary>
    public int MostRows { get; init; } = 5000;

    /// <summary>How long the first chunk of a write waits for more.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Live readings older than this are refused.</summary>
    public TimeSpan OldestLive { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Live readings further in the future than this are refused.</summary>
    public TimeSpan FurthestLive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Nodes served at most; chunks of more are ignored and stay with their nodes.</summary>
    public int Nodes { get; init; } = 1000;

    /// <summary>Sensors a node at most; rows of more are refused.</summary>
    public int SensorsPerNode { get; init; } = 64;

    /// <summary>For the embedded store, where a commit is a disk sync away: 500 rows or 50 ms.</summary>
    public static CollectorSettings ForEmbeddedStore { get; } =
        new() { EnoughRows = 500, Linger = TimeSpan.FromMilliseconds(50) };
}
