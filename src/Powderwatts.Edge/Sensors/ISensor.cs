namespace Powderwatts.Edge.Sensors;

/// <summary>
/// One chip or meter behind one sensor of the rig. Used by one loop only. Bus calls are short and stay in here. It throws
/// (<see cref="SensorException"/>, or IOException from the bus) and never catches: the sampling loop decides.
/// </summary>
public interface ISensor : IDisposable
{
    /// <summary>What it delivers, once settings are known: kind, quantities, range and calibration in force.</summary>
    SensorFacts Facts { get; }

    /// <summary>Checks the chip's identity and sets it up. Called before the first read and again after failures.</summary>
    void Start();

    /// <summary>Reads the chip once.</summary>
    /// <returns>False when no new conversion is ready yet: try again a little later.</returns>
    bool TryRead(out Measurement measurement);
}
