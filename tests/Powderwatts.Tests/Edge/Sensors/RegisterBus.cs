using System.Device.I2c;
using System.Globalization;

namespace Powderwatts.Tests.Edge.Sensors;

/// <summary>
/// A bus with one chip of given registers. What is given is always answered; other registers answer what was last written to them,
/// and reading one that was neither fails like a chip that does not acknowledge.
/// </summary>
internal sealed class RegisterBus(int address) : I2cBus
{
    private readonly Dictionary<int, byte> given = [];
    private readonly Dictionary<int, byte> stored = [];
    private int bytesARegister = 1;
    private int pointer;

    /// <summary>Every write of a register, in order: `05: 0A 00`.</summary>
    public List<string> Written { get; } = [];

    /// <summary>Reads `width: 16`, `FE: 54 49` and `# comment` lines. A line's bytes go to its register and those after it.</summary>
    public static RegisterBus Parse(int address, IEnumerable<string> lines)
    {
        var bus = new RegisterBus(address);
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            var (key, text) = (line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            if (key == "width")
            {
                bus.bytesARegister = int.Parse(text, CultureInfo.InvariantCulture) / 8;
                continue;
            }

            var at = int.Parse(key, NumberStyles.HexNumber, CultureInfo.InvariantCulture) * bus.bytesARegister;
            foreach (var value in text.Split(' '))
                bus.given[at++] = byte.Parse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return bus;
    }

    public override I2cDevice CreateDevice(int deviceAddress) => new Device(this, deviceAddress);

    public override void RemoveDevice(int deviceAddress)
    {
    }

    private void Transfer(int asked, ReadOnlySpan<byte> written, Span<byte> read)
    {
        if (asked != address)
            throw NotAcknowledged();
        if (!written.IsEmpty)
            pointer = written[0] * bytesARegister;
        if (written.Length > 1)
        {
            Written.Add($"{written[0]:X2}: {string.Join(' ', written[1..].ToArray().Select(b => b.ToString("X2", CultureInfo.InvariantCulture)))}");
            for (var i = 1; i < written.Length; i++)
                stored[pointer + i - 1] = written[i];
        }

        for (var i = 0; i < read.Length; i++)
            read[i] = given.TryGetValue(pointer + i, out var fixedByte) || stored.TryGetValue(pointer + i, out fixedByte) ? fixedByte : throw NotAcknowledged();
    }

    private static IOException NotAcknowledged() => new("Error 121 (Remote I/O error) performing I2C data transfer.");

    private sealed class Device(RegisterBus bus, int address) : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings => new(1, address);

        public override void Read(Span<byte> buffer) => bus.Transfer(address, [], buffer);

        public override void Write(ReadOnlySpan<byte> buffer) => bus.Transfer(address, buffer, []);

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer) => bus.Transfer(address, writeBuffer, readBuffer);
    }
}
