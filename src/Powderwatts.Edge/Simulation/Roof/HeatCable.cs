namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>
/// A self-regulating heat cable: its core conducts less as it warms. Power a length falls with the temperature and rises when
/// it lies in water, snow or ice, which carry the heat away. Cold at switch-on it draws more until it is in equilibrium.
/// </summary>
internal static class HeatCable
{
    /// <summary>Power at 0 °C in wet surroundings, W/ft: the 8 W/ft class of roof cables.</summary>
    public const double NominalWattsPerFoot = 8;

    /// <summary>Power in dry air as a share of that in wet surroundings; makers quote about half to two thirds.</summary>
    public const double DryShare = 0.65;

    /// <summary>The surroundings take this long to change the cable's power when they turn wet or dry, s.</summary>
    public const double WettingSeconds = 60;

    /// <summary>Warming of the core, s: after three of these (300 s) 5 % of the inrush is left.</summary>
    public const double WarmingSeconds = 100;

    /// <summary>Cooling of the core, s: a short pause makes a small inrush.</summary>
    public const double CoolingSeconds = 300;

    private const double FallPerDegree = 0.15;
    private const double LowWattsPerFoot = 3;
    private const double HighWattsPerFoot = 11;

    /// <summary>Power in equilibrium in wet surroundings, W/ft.</summary>
    public static double WattsPerFoot(double temperatureC) =>
        Math.Clamp(NominalWattsPerFoot - FallPerDegree * temperatureC, LowWattsPerFoot, HighWattsPerFoot);

    /// <summary>How cold the core is, 0 in equilibrium to 1 fully cold, after some time on or off.</summary>
    /// <param name="coldness">How cold it was at the last switching.</param>
    /// <param name="on">Has it been on since?</param>
    /// <param name="seconds">Time since then.</param>
    public static double Coldness(double coldness, bool on, double seconds) =>
        on ? coldness * Math.Exp(-seconds / WarmingSeconds) : 1 - (1 - coldness) * Math.Exp(-seconds / CoolingSeconds);
}
