namespace Powderwatts.Readings;

/// <summary>A named value with its unit in the name. The order is that of the store's columns and never changes.</summary>
public enum Quantity
{
    /// <summary>Electrical power, W.</summary>
    PowerW,

    /// <summary>Voltage, V.</summary>
    VoltageV,

    /// <summary>Current, A.</summary>
    CurrentA,

    /// <summary>Energy counter, Wh, since `energy_from`; never falls.</summary>
    EnergyWh,

    /// <summary>Power factor, -1 to 1.</summary>
    PowerFactor,

    /// <summary>Mains frequency, Hz.</summary>
    FrequencyHz,

    /// <summary>Temperature, degrees Celsius.</summary>
    TemperatureC,

    /// <summary>Relative humidity, percent.</summary>
    HumidityPct,

    /// <summary>Air pressure, hPa.</summary>
    PressureHpa,

    /// <summary>Snow depth, m.</summary>
    DepthM,

    /// <summary>1 wet, 0 dry.</summary>
    Wet,

    /// <summary>1 on or raised, 0 off or over.</summary>
    State,
}
