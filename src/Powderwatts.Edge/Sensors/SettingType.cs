namespace Powderwatts.Edge.Sensors;

/// <summary>What a driver's setting may hold, and as which type <see cref="SettingValues"/> keeps it.</summary>
public enum SettingType
{
    /// <summary>A number with a point: double.</summary>
    Number,

    /// <summary>A whole number: int.</summary>
    Whole,

    /// <summary>A bus address, `0x40` or `64`: int.</summary>
    Address,

    /// <summary>A number with its unit, `500ms`, `1s`, `5m`, `1h`: TimeSpan. Limits are in seconds.</summary>
    Duration,

    /// <summary>Any text: string.</summary>
    Text,

    /// <summary>One word of a list: string.</summary>
    Word,
}
