namespace Powderwatts.Savings.Switching;

/// <summary>Is a circuit energised? Told from its power; nothing here ever switches one.</summary>
public enum SwitchState
{
    /// <summary>No data, or power between the two thresholds with nothing known before it.</summary>
    Unknown,

    /// <summary>Off.</summary>
    Off,

    /// <summary>On.</summary>
    On,
}
