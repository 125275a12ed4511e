namespace Powderwatts.Edge.Outbox;

/// <summary>The disk below an outbox: how much is free, and the ballast on it. Used under its owner's lock.</summary>
internal sealed class DiskRoom(string dataFolder, RoomPolicy policy, Func<DiskSpace?> look, TimeProvider time)
{
    private static readonly TimeSpan makeEvery = TimeSpan.FromSeconds(60);

    private readonly Ballast ballast = new(Path.Combine(dataFolder, Ballast.FileName));
    private long? triedAt;

    /// <summary>Pages after which the journal is emptied into the file: fewer on a small disk, which it would fill.</summary>
    public long JournalPages => look() is { } space ? RoomPolicy.JournalPagesOf(space) : RoomPolicy.MostJournalPages;

    /// <summary>As last looked at; null when it cannot be asked.</summary>
    public DiskSpace? Space { get; private set; }

    /// <summary>As it is now; null when it cannot be asked.</summary>
    public DiskSpace? Now => look();

    /// <summary>Is the disk low?</summary>
    public bool IsLow => Space is { } space && policy.IsLow(space);

    /// <summary>Is the ballast there?</summary>
    public bool HasBallast => ballast.IsHeld;

    /// <summary>Looks at the disk, and makes the ballast when it is missing and there is room.</summary>
    /// <param name="promisedBytes">What the outbox will still take of it for rows that it holds already.</param>
    public void Look(long promisedBytes)
    {
        Space = look() is { } found ? found with { FreeBytes = Math.Max(0, found.FreeBytes - promisedBytes) } : null;
        if (Space is not { } space || ballast.IsHeld || !policy.HasRoomForBallast(space) || (triedAt is { } tried && time.GetElapsedTime(tried) < makeEvery))
            return;
        triedAt = time.GetTimestamp();
        ballast.Make(policy.BallastBytes(space));
    }

    /// <summary>The disk is full: gives the ballast back.</summary>
    /// <returns>False when there was none any more.</returns>
    public bool GiveBack()
    {
        triedAt = time.GetTimestamp();
        return ballast.GiveBack();
    }
}
