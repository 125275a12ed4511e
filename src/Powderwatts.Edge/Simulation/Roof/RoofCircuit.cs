using System.Collections.Immutable;

namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>
/// One heat-cable circuit of the model roof and the strip of roof that it heats. The roof is a real one's size: 240 V cables of
/// 600 to 3,600 W. What the chips see is the model, 1:100 on 12 V strips: 36 W for 3,600 W.
/// </summary>
/// <param name="Id">The circuit's id: `gutter-north`.</param>
/// <param name="CableFeet">Cable length of the real roof, feet.</param>
/// <param name="StripWidthM">Width of roof or gutter that one metre of cable heats, m.</param>
/// <param name="SunExposure">Share of the sun that reaches the strip, 0 to 1: a north gutter sees almost none.</param>
/// <param name="Catch">Snow and rain that end on the strip, as a multiple of what falls on flat ground: valleys gather.</param>
/// <param name="HoldsMm">Snow that the strip holds before it slides, mm of water.</param>
/// <param name="InrushShare">Extra power at a cold start, as a share of the running power.</param>
/// <param name="OnBelowC">The site's thermostat calls for heat below this air temperature, degrees Celsius.</param>
/// <param name="CycleMinutes">The site's timer repeats after this many minutes.</param>
/// <param name="DrainsTo">The circuit whose strip takes the melt water; null when it leaves the roof.</param>
public sealed record RoofCircuit(
    string Id, double CableFeet, double StripWidthM, double SunExposure, double Catch, double HoldsMm, double InrushShare,
    double OnBelowC, double CycleMinutes, string? DrainsTo)
{
    private const double MetresPerFoot = 0.3048;

    /// <summary>Real watts for one watt of the model.</summary>
    public const double Scale = 100;

    /// <summary>
    /// The six circuits. Lengths keep each real circuit below 80 % of a 20 A breaker at 240 V (3,840 W) and the model below the 8 A of
    /// a 0.01 Ohm shunt at a cold start: 36 W x 10.7/8 (-18 °C) x 1.6 / 12 V = 6.4 A. Thermostats stand at 3.5 to 6 °C, as
    /// ambient thermostats for roofs are set (38 to 50 °F); cycles are of unlike lengths, so that the circuits
    /// don't march in step.
    /// </summary>
    public static ImmutableArray<RoofCircuit> All { get; } =
    [
        new("gutter-north", 450, 0.30, 0.10, 1.6, 90, 0.60, 6.0, 95, "downspout"),
        new("gutter-south", 400, 0.30, 0.80, 1.6, 90, 0.65, 4.5, 110, "downspout"),
        new("valley-1", 200, 0.50, 0.30, 2.0, 140, 0.80, 5.0, 70, "gutter-north"),
        new("valley-2", 200, 0.50, 0.70, 2.0, 140, 0.80, 4.0, 80, "gutter-south"),
        new("ridge-a", 250, 0.40, 1.00, 0.8, 60, 0.90, 3.5, 130, "valley-2"),
        new("downspout", 75, 0.15, 0.05, 0.3, 40, 1.00, 5.5, 60, null),
    ];

    /// <summary>Rated power of the model's strip, W: 8 W/ft, the nominal power in wet surroundings at 0 °C.</summary>
    public double RatedW => CableFeet * HeatCable.NominalWattsPerFoot / Scale;

    /// <summary>Area of the strip on the real roof, m2.</summary>
    internal double AreaM2 => CableFeet * MetresPerFoot * StripWidthM;
}
