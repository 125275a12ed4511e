using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sampling;

/// <summary>A sensor of the rig with its driver.</summary>
/// <param name="Settings">What the rig says.</param>
/// <param name="Sensor">The driver.</param>
public sealed record SampledSensor(SensorSettings Settings, ISensor Sensor)
{
    /// <summary>The bus of simulated chips.</summary>
    public const string SimulatedBus = "sim";

    /// <summary>A simulated chip's readings say so for good.</summary>
    public Origin Origin => Settings.Bus == SimulatedBus ? Origin.Sim : Origin.Live;
}
