namespace Powderwatts.Edge.Outbox;

/// <summary>Limits of the outbox.</summary>
public sealed record OutboxSettings
{
    /// <summary>Size limit of the file, bytes: 72 h of 8 sensors at 1 Hz take 107 MB.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>At this part of <see cref="MaxBytes"/>, of rows that nobody has acknowledged, health warns.</summary>
    public double WarnAt { get; init; } = 0.7;

    /// <summary>At this part of <see cref="MaxBytes"/> room is made: acknowledged rows go first, then the oldest.</summary>
    public double DropAt { get; init; } = 0.9;

    /// <summary>How much goes at a time, bytes.</summary>
    public int DropBytes { get; init; } = 1 << 20;

    /// <summary>So long acknowledged rows stay, to be sent again on demand. Zero keeps none.</summary>
    public TimeSpan KeepAcknowledged { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The longest time from a reading to its commit: what a power cut can cost.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Below this much free space on the disk health warns and acknowledged rows go; a small disk counts 5 % of its size.</summary>
    public long MinFreeBytes { get; init; } = 256L << 20;

    /// <summary>Below this much free space nothing new may make the file larger: the oldest rows go; a small disk counts 1/8 of its size.</summary>
    public long StopGrowingBytes { get; init; } = 16L << 20;

    /// <summary>The file that is given back when the disk is full all the same; on a small disk 1/16 of its size.</summary>
    public long BallastBytes { get; init; } = 8L << 20;
}
