using System.Device.Gpio;
using System.Device.I2c;

namespace Powderwatts.Edge.Sensors;

/// <summary>Where a node's devices hang: the machine's own buses and pins, or simulated ones. What is opened belongs to the caller.</summary>
public interface IBuses
{
    /// <summary>Opens an I2C bus by its name in the rig: `i2c-1`.</summary>
    I2cBus OpenI2c(string bus);

    /// <summary>Opens the pins of a name in the rig: `gpio`. They are only ever read.</summary>
    GpioController OpenPins(string bus);
}
