namespace Powderwatts.Edge.Outbox;

/// <summary>The disk below an outbox: how much is free, and the ballast on it. Used under its owner's lock.</summary>
internal sealed class DiskRoom(string dataFolder, RoomPolicy policy, Func<DiskSpace?> look, TimeProvider time)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan makeEvery = TimeSpan.FromSeconds(60);

    private readonly Ballast ballast = new(Path.Combine(dataFolder, Ballast.FileName));
    private long? lookedAt;
    private long? triedAt;

    /// <summary>As last looked at; null when it cannot be asked.</summary>
    public DiskSpace? Space { get; private set; }

    /// <summary>Is the disk low?</summary>
    public bool IsLow => Space is { } space && policy.IsLow(space);

    /// <summary>Is the ballast there?</summary>
    public bool HasBallast => ballast.IsHeld;

    /// <summary>Looks at the disk, at most once a second, and makes the ballast when it is missing and there is room.</summary>
    public void Look()
    {
        if (lookedAt is { } at && time.GetElapsedTime(at) < lookEvery)
            return;
        lookedAt = time.GetTimestamp();
        Space = look();
        if (Space is not { } space || ballast.IsHeld || !policy.HasRoomForBallast(space) || (triedAt is { } tried && time.GetElapsedTime(tried) < makeEvery))
            return;
        triedAt = time.GetTimestamp();
        ballast.Make(policy.BallastBytes(space));
    }

    /// <summary>The disk is full: gives the ballast back.</summary>
    /// <returns>False when there was none any more.</returns>
    public bool GiveBack()
    {
        (lookedAt, triedAt) = (null, time.GetTimestamp());
        return ballast.GiveBack();
    }
}
