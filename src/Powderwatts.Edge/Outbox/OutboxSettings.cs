namespace Powderwatts.Edge.Outbox;

/// <summary>Limits of the outbox.</summary>
public sealed record OutboxSettings
{
    /// <summary>Size limit of the file, bytes: 72 h of 8 sensors at 1 Hz take about 200 MB.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>At this part of <see cref="MaxBytes"/> health warns.</summary>
    public double WarnAt { get; init; } = 0.7;

    /// <summary>At this part of <see cref="MaxBytes"/> the oldest rows go.</summary>
    public double DropAt { get; init; } = 0.9;

    /// <summary>How much goes at a time, bytes.</summary>
    public int DropBytes { get; init; } = 1 << 20;
}
