using System.Device.I2c;

namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>A driver's handle on one address of a <see cref="SimulatedI2cBus"/>.</summary>
internal sealed class SimulatedI2cDevice(SimulatedI2cBus bus, int address) : I2cDevice
{
    /// <inheritdoc/>
    public override I2cConnectionSettings ConnectionSettings => new(0, address);

    /// <inheritdoc/>
    public override void Read(Span<byte> buffer) => bus.Transfer(address, [], buffer);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => bus.Transfer(address, buffer, []);

    /// <inheritdoc/>
    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => bus.Transfer(address, writeBuffer, readBuffer);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            bus.RemoveDevice(address);
        base.Dispose(disposing);
    }
}
