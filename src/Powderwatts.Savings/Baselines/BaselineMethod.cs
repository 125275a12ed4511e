namespace Powderwatts.Savings.Baselines;

/// <summary>What a circuit is compared with.</summary>
public enum BaselineMethod
{
    /// <summary>Left on: high-normal power of the month times the hours off. The published style; overstates in mild months.</summary>
    AlwaysOnP90,

    /// <summary>Left on: low power of the month, and half of it while dry. Not above the truth.</summary>
    AlwaysOnLow,

    /// <summary>Left on: what the cable drew in the same weather. The best estimate.</summary>
    AlwaysOnMatched,

    /// <summary>What a thermostat with a fixed set point would have used.</summary>
    Thermostat,

    /// <summary>Left on: rated power times the hours off. Used until another method has its samples.</summary>
    Rated,
}
