namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>The state of one circuit and its strip between two steps. Copied whole, so that a step back is cheap.</summary>
internal struct RoofZone
{
    /// <summary>Snow and ice on the strip, kg.</summary>
    public double SnowKg;

    /// <summary>Liquid water on the strip, kg.</summary>
    public double WaterKg;

    /// <summary>Power of the cable as a share of that in wet surroundings.</summary>
    public double WetShare;

    /// <summary>How cold the core was at the last switching, 0 to 1.</summary>
    public double ColdnessAtSwitch;

    /// <summary>Weather time of the last switching, ms.</summary>
    public long SwitchedMs;

    /// <summary>Is there a film of water?</summary>
    public bool Wet;

    /// <summary>Does the thermostat call for heat?</summary>
    public bool Called;

    /// <summary>Is the circuit on?</summary>
    public bool On;

    /// <summary>How cold the core is at a later instant.</summary>
    public readonly double ColdnessAt(long weatherMs) => HeatCable.Coldness(ColdnessAtSwitch, On, (weatherMs - SwitchedMs) / 1000.0);
}
