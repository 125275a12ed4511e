namespace Powderwatts.Settings;

/// <summary>`node:` the Pi.</summary>
public sealed record NodeSettings
{
    /// <summary>The id in topics and the store.</summary>
    public string Id { get; init; } = "booth-pi";

    /// <summary>`trust`: the clock is right whatever the system says of it.</summary>
    public bool TrustClock { get; init; }
}
