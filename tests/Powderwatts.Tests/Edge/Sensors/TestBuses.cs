using System.Device.Gpio;
using System.Device.I2c;
using Powderwatts.Edge.Sensors;

namespace Powderwatts.Tests.Edge.Sensors;

/// <summary>The same bus and pins under every name.</summary>
internal sealed class TestBuses(I2cBus? bus = null, GpioDriver? pins = null) : IBuses
{
    public I2cBus OpenI2c(string name) => bus ?? throw new InvalidOperationException("this test has no bus");

    public GpioController OpenPins(string name) => new(pins ?? throw new InvalidOperationException("this test has no pins"));
}
