namespace Powderwatts.Edge.Outbox;

/// <summary>When the outbox must make room, and what may go for it. Pure.</summary>
internal sealed class RoomPolicy(OutboxSettings settings)
{
    /// <summary>Below this much free space the disk is low.</summary>
    public long LowBytes(DiskSpace disk) => Math.Min(settings.MinFreeBytes, Math.Max(disk.TotalBytes / 20, StopBytes(disk)));

    /// <summary>Below this much free space nothing may make the file larger: what is left is for the journal, without which nothing can be deleted either.</summary>
    public long StopBytes(DiskSpace disk) => Math.Min(settings.StopGrowingBytes, disk.TotalBytes / 8);

    /// <summary>How much goes at a time: less on a small disk, since what is deleted goes through the journal first.</summary>
    public int DropBytes(DiskSpace? disk) => disk is { } small ? (int)Math.Min(settings.DropBytes, Math.Max(64 << 10, small.TotalBytes / 64)) : settings.DropBytes;

    /// <summary>Is the disk low?</summary>
    public bool IsLow(DiskSpace disk) => disk.FreeBytes < LowBytes(disk);

    /// <summary>Pages after which the journal is emptied into the file, where the disk is large.</summary>
    public const long MostJournalPages = 1000;

    /// <summary>Pages after which the journal is emptied into the file on this disk.</summary>
    public static long JournalPagesOf(DiskSpace disk) => Math.Clamp(disk.TotalBytes / 32 / 4096, 32, MostJournalPages);

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
        var step = DropBytes(disk);
        if (spareBytes >= step)
            return default;
        if (diskIsFull || (disk is { } space && space.FreeBytes < StopBytes(space)))
            return new RoomNeed(step, AlsoUnacknowledged: true, after);
        return disk is { } low && IsLow(low) ? new RoomNeed(step, AlsoUnacknowledged: false, after) : default;
    }
}
