namespace Powderwatts.Edge.Simulation.Roof;

/// <summary>Where all water came from and went to, kg of the whole roof: at every step start and fallen equal what lies there and what left.</summary>
internal struct WaterLedger
{
    /// <summary>Lay there at the start.</summary>
    public double StartKg;

    /// <summary>Fell as rain or snow.</summary>
    public double FallenKg;

    /// <summary>Ran off through the downspout.</summary>
    public double DrainedKg;

    /// <summary>Slid off as snow.</summary>
    public double SlidKg;

    /// <summary>Dried up.</summary>
    public double EvaporatedKg;
}
