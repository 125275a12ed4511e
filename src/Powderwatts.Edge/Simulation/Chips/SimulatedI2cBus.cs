using System.Device.I2c;

namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>
/// An I2C bus in memory with simulated chips on it, for the drivers to read like the real one. Time comes from the given clock and
/// nothing runs by itself: a chip works out where it stands when it is asked, however far the clock has moved. An address without a
/// chip fails as on Linux. Transfers exclude each other, as on a wire.
/// </summary>
internal sealed class SimulatedI2cBus(TimeProvider time) : I2cBus
{
    private readonly Dictionary<int, SimulatedI2cChip> chips = [];
    private readonly HashSet<int> opened = [];
    private readonly Lock wire = new();
    private long transactions;
    private long bits;

    /// <summary>Transfers so far, failed ones too; a write followed by a read with a repeated start is one.</summary>
    public long Transactions => Interlocked.Read(ref transactions);

    /// <summary>Bits on the wire so far: 9 a byte, 9 an address, one for each start and stop. At 100 kHz a bit is 10 microseconds.</summary>
    public long Bits => Interlocked.Read(ref bits);

    /// <summary>Puts a chip on the bus and powers it on.</summary>
    /// <exception cref="ArgumentException">The address is taken.</exception>
    public void Add(int address, SimulatedI2cChip chip)
    {
        lock (wire)
        {
            if (!chips.TryAdd(address, chip))
                throw new ArgumentException($"there is a chip at 0x{address:X2} already", nameof(address));
            chip.PowerOn(time.GetUtcNow());
        }
    }

    /// <summary>Takes a chip's supply away for a moment: all its registers fall back to their reset values.</summary>
    public void PowerCycle(int address)
    {
        lock (wire)
            chips[address].PowerOn(time.GetUtcNow());
    }

    /// <inheritdoc/>
    public override I2cDevice CreateDevice(int deviceAddress)
    {
        lock (wire)
        {
            return opened.Add(deviceAddress)
                ? new SimulatedI2cDevice(this, deviceAddress)
                : throw new InvalidOperationException($"the device at 0x{deviceAddress:X2} is open already");
        }
    }

    /// <inheritdoc/>
    public override void RemoveDevice(int deviceAddress)
    {
        lock (wire)
            opened.Remove(deviceAddress);
    }

    internal void Transfer(int address, ReadOnlySpan<byte> written, Span<byte> read)
    {
        lock (wire)
        {
            transactions++;
            if (!chips.TryGetValue(address, out var chip) || !chip.Acknowledges())
            {
                bits += 11;
                throw new IOException("Error 121 (Remote I/O error) performing I2C data transfer.");
            }

            bits += 1 + Message(written.Length) + Message(read.Length);
            var now = time.GetUtcNow();
            if (!written.IsEmpty)
                chip.Write(written, now);
            if (!read.IsEmpty)
                chip.Read(read, now);
        }

        static int Message(int bytes) => bytes == 0 ? 0 : 10 + (9 * bytes);
    }
}
