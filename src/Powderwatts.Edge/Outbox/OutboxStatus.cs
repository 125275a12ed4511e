namespace Powderwatts.Edge.Outbox;

/// <summary>How full the outbox is.</summary>
/// <param name="Unacknowledged">Committed rows that nobody has acknowledged.</param>
/// <param name="OldestT">Instant of the oldest of them, Unix milliseconds; null when there are none.</param>
/// <param name="Bytes">Bytes in use in the file.</param>
/// <param name="MaxBytes">The size limit, bytes.</param>
/// <param name="Dropped">Readings dropped in this run because the outbox or the disk was full.</param>
public readonly record struct OutboxStatus(long Unacknowledged, long? OldestT, long Bytes, long MaxBytes, long Dropped)
{
    /// <summary>Acknowledged rows that are still there, to be sent again on demand.</summary>
    public long Kept { get; init; }

    /// <summary>Bytes of unacknowledged rows, about.</summary>
    public long UnacknowledgedBytes { get; init; }

    /// <summary>Rows that wait for a trusted clock.</summary>
    public long Held { get; init; }

    /// <summary>What is free on the disk, bytes; null when that is not known.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>The disk is low.</summary>
    public bool IsDiskLow { get; init; }

    /// <summary>The ballast is there, to be given back on a full disk.</summary>
    public bool HasBallast { get; init; }
}
