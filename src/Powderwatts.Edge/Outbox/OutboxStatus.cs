namespace Powderwatts.Edge.Outbox;

/// <summary>How full the outbox is.</summary>
/// <param name="Unacknowledged">Committed rows that nobody has acknowledged.</param>
/// <param name="OldestT">Instant of the oldest of them, Unix milliseconds; null when there are none.</param>
/// <param name="Bytes">Bytes in use in the file.</param>
/// <param name="MaxBytes">The size limit, bytes.</param>
/// <param name="Dropped">Readings dropped in this run because the outbox was full.</param>
public readonly record struct OutboxStatus(long Unacknowledged, long? OldestT, long Bytes, long MaxBytes, long Dropped);
