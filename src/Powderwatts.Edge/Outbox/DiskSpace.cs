namespace Powderwatts.Edge.Outbox;

/// <summary>What a disk has.</summary>
/// <param name="FreeBytes">What this user may still write.</param>
/// <param name="TotalBytes">Its size.</param>
internal readonly record struct DiskSpace(long FreeBytes, long TotalBytes)
{
    /// <summary>Asks for the disk that holds a folder; null when it cannot be asked.</summary>
    public static DiskSpace? Of(string folder)
    {
        try
        {
            var drive = new DriveInfo(folder);
            return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
