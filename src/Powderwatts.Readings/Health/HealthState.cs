namespace Powderwatts.Readings.Health;

/// <summary>How a part is.</summary>
public enum HealthState
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Works, but look at it.</summary>
    Warn,

    /// <summary>Does not work.</summary>
    Down,
}
