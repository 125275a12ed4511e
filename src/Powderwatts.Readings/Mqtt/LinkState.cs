namespace Powderwatts.Readings.Mqtt;

/// <summary>How the broker link is.</summary>
public enum LinkState
{
    /// <summary>Not connected; trying.</summary>
    Down,

    /// <summary>Connected and subscribed.</summary>
    Up,
}
