using System.Device.Gpio;
using System.Device.I2c;
using System.Globalization;

namespace Powderwatts.Edge.Sensors;

/// <summary>The buses and pins of this machine.</summary>
public sealed class MachineBuses : IBuses
{
    /// <inheritdoc/>
    public I2cBus OpenI2c(string bus) => I2cBus.Create(int.Parse(bus.AsSpan("i2c-".Length), CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public GpioController OpenPins(string bus) => new();
}
