using System.Device.Gpio;
using System.Device.I2c;
using Powderwatts.Edge.Sensors;

namespace Powderwatts.Edge.Simulation;

/// <summary>The one bus and the pins of a simulated site, on one clock.</summary>
internal sealed class SimulatedBuses(Func<I2cBus> openBus, Func<GpioDriver> openPins) : IBuses
{
    /// <inheritdoc/>
    public I2cBus OpenI2c(string bus) => bus == SimulatedSite.BusName ? openBus() : throw NoSuch(bus);

    /// <inheritdoc/>
    public GpioController OpenPins(string bus) => bus == SimulatedSite.BusName ? new GpioController(openPins()) : throw NoSuch(bus);

    private static SimulationException NoSuch(string bus) =>
        new($"cannot open the bus '{bus}' in a simulation: its only bus is '{SimulatedSite.BusName}'; a rig has either simulated buses or real ones");
}
