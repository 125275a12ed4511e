namespace Powderwatts.Edge.Outbox;

/// <summary>When the outbox must make room, and what may go for it. Pure.</summary>
internal sealed class RoomPolicy(OutboxSettings settings)
{
    /// <summary>Below this much free space the disk is low.</summary>
    public long LowBytes(DiskSpace disk) => Math.Min(settings.MinFreeBytes, disk.TotalBytes / 20);

    /// <summary>Is the disk low?</summary>
    public bool IsLow(DiskSpace disk) => disk.FreeBytes < LowBytes(disk);

    /// <summary>How large the ballast is on this disk.</summary>
    public long BallastBytes(DiskSpace disk) => Math.Min(settings.BallastBytes, disk.TotalBytes / 16);

    /// <summary>Is there room for the ballast, well above where it would be needed again?</summary>
    public bool HasRoomForBallast(DiskSpace disk) => disk.FreeBytes - BallastBytes(disk) >= LowBytes(disk);

    /// <summary>What must go before more rows come.</summary>
    /// <param name="bytes">Bytes in use in the file.</param>
    /// <param name="spareBytes">Bytes of the file that can be used again: while there are enough, new rows take nothing from the disk.</param>
    /// <param name="disk">The disk; null when it is not known.</param>
    /// <param name="diskIsFull">A write has just failed for want of space.</param>
    /// <param name="after">Unacknowledged rows up to here stay: they are on their way.</param>
    public RoomNeed Need(long bytes, long spareBytes, DiskSpace? disk, bool diskIsFull, long after)
    {
        if (bytes >= settings.MaxBytes * settings.DropAt)
            return new RoomNeed(settings.DropBytes, AlsoUnacknowledged: true, after);
        if (spareBytes >= settings.DropBytes)
            return default;
        if (diskIsFull || (disk is { } space && space.FreeBytes < Math.Min(settings.StopGrowingBytes, LowBytes(space))))
            return new RoomNeed(settings.DropBytes, AlsoUnacknowledged: true, after);
        return disk is { } low && IsLow(low) ? new RoomNeed(settings.DropBytes, AlsoUnacknowledged: false, after) : default;
    }
}
