using System.Device.I2c;

namespace Powderwatts.Edge.Sensors;

/// <summary>All that a driver may touch: buses and a clock. The simulation hands out a bus of simulated chips here.</summary>
public sealed class Hardware(Func<string, I2cBus> openI2c, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, I2cBus> buses = new(StringComparer.Ordinal);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>A device on a bus: `i2c-1`, `sim`. Buses are opened once and shared.</summary>
    public I2cDevice I2c(string bus, int address)
    {
        lock (buses)
        {
            if (!buses.TryGetValue(bus, out var opened))
                buses[bus] = opened = openI2c(bus);
            return opened.CreateDevice(address);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (buses)
        {
            foreach (var bus in buses.Values)
                bus.Dispose();
            buses.Clear();
        }
    }
}
