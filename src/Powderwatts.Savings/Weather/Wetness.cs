namespace Powderwatts.Savings.Weather;

/// <summary>Does the cable lie in water, snow or ice? It draws about half as much in dry air.</summary>
public enum Wetness
{
    /// <summary>No sensor says.</summary>
    Unknown,

    /// <summary>Wet, in snow or in ice.</summary>
    Wet,

    /// <summary>Dry.</summary>
    Dry,
}
