using System.Device.Gpio;
using System.Device.I2c;

namespace Powderwatts.Edge.Sensors;

/// <summary>All that a driver may touch: buses, pins and a clock. Each bus is opened once and shared.</summary>
public sealed class Hardware(IBuses machine, TimeProvider time) : IDisposable
{
    private readonly Lock door = new();
    private readonly Dictionary<string, I2cBus> buses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GpioController> pins = new(StringComparer.Ordinal);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>A device on a bus: `i2c-1`, `sim`.</summary>
    public I2cDevice I2c(string bus, int address)
    {
        lock (door)
        {
            if (!buses.TryGetValue(bus, out var opened))
                buses[bus] = opened = machine.OpenI2c(bus);
            return opened.CreateDevice(address);
        }
    }

    /// <summary>The pins of `gpio` or `sim`.</summary>
    public GpioController Pins(string bus)
    {
        lock (door)
        {
            if (!pins.TryGetValue(bus, out var opened))
                pins[bus] = opened = machine.OpenPins(bus);
            return opened;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (door)
        {
            foreach (var bus in buses.Values)
                bus.Dispose();
            foreach (var controller in pins.Values)
                controller.Dispose();
            buses.Clear();
            pins.Clear();
        }
    }
}
