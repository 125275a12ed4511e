using Powderwatts.Edge.Sensors.Bme280;

namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>
/// A BME280 as its data sheet (BST-BME280-DS002) describes it: registers that follow each other, reset values, sleep, forced and
/// normal mode, oversampling and rests. The counts are found by searching the chip's own formulas for the given weather. A result
/// is that of the instant at which its measurement ends.
/// </summary>
/// <param name="source">The air at an instant: -40 to 85 °C, 0 to 100 %, 300 to 1100 hPa.</param>
internal sealed class SimulatedBme280(
    Func<DateTimeOffset, (double TemperatureC, double HumidityPct, double PressureHpa)> source) : SimulatedI2cChip
{
    private const byte SoftReset = 0xB6;

    private readonly byte[] registers = new byte[256];
    private byte pointer;
    private int humidityOversampling;
    private DateTimeOffset began;
    private long measurements;

    /// <summary>What register D0h answers: 0x60; 0x58 is a BMP280.</summary>
    public byte ChipId { get; set; } = 0x60;

    internal override void PowerOn(DateTimeOffset now)
    {
        Array.Clear(registers);
        Bme280Trim.Low.CopyTo(registers.AsSpan((int)Bme280Register.CalibrationLow));
        Bme280Trim.High.CopyTo(registers.AsSpan((int)Bme280Register.CalibrationHigh));
        StoreResults(0x80000, 0x80000, 0x8000);
        humidityOversampling = 0;
        Restart(now);
    }

    internal override void Write(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        Advance(now);
        pointer = bytes[0];

        // writing does not move on by itself: more than one value is sent as pairs of register and value (section 6.2.1)
        for (var i = 0; i + 1 < bytes.Length; i += 2)
            WriteRegister(bytes[i], bytes[i + 1], now);
    }

    internal override void Read(Span<byte> bytes, DateTimeOffset now)
    {
        Advance(now);
        for (var i = 0; i < bytes.Length; i++)
        {
            var register = (byte)(pointer + i);
            bytes[i] = register switch
            {
                (byte)Bme280Register.ChipId => ChipId,
                (byte)Bme280Register.Status => (byte)(IsMeasuring(now) ? 1 << 3 : 0),
                _ => registers[register],
            };
        }
    }

    private int Mode => registers[(int)Bme280Register.ControlMeasurement] & 3;

    private TimeSpan MeasurementTime
    {
        get
        {
            var control = registers[(int)Bme280Register.ControlMeasurement];
            var (t, p, h) = (Times(control >> 5), Times(control >> 2 & 7), Times(humidityOversampling));
            return TimeSpan.FromMilliseconds(1 + (2.0 * t) + (p > 0 ? (2.0 * p) + 0.5 : 0) + (h > 0 ? (2.0 * h) + 0.5 : 0));
        }
    }

    private TimeSpan Period
    {
        get
        {
            var bits = registers[(int)Bme280Register.Configuration] >> 5;
            foreach (var rest in Bme280Timing.Rests)
            {
                if (rest.Bits == bits)
                    return MeasurementTime + TimeSpan.FromMilliseconds(rest.Milliseconds);
            }

            throw new InvalidOperationException("three bits name one of eight rests");
        }
    }

    private static int Times(int bits) => bits == 0 ? 0 : Bme280Timing.Oversampling[Math.Min(bits, 5) - 1];

    private void WriteRegister(byte register, byte value, DateTimeOffset now)
    {
        switch ((Bme280Register)register)
        {
            case Bme280Register.Reset when value == SoftReset:
                PowerOn(now);
                break;
            case Bme280Register.ControlHumidity:
                registers[register] = (byte)(value & 7);
                break;
            case Bme280Register.ControlMeasurement:
                registers[register] = value;
                humidityOversampling = registers[(int)Bme280Register.ControlHumidity];
                Restart(now);
                break;
            case Bme280Register.Configuration when Mode == 0:
                registers[register] = (byte)(value & 0xFD);
                break;
        }
    }

    private void Restart(DateTimeOffset now) => (began, measurements) = (now, 0);

    private bool IsMeasuring(DateTimeOffset now) => Mode switch
    {
        0 => false,
        3 => (now - began).Ticks % Period.Ticks < MeasurementTime.Ticks,
        _ => now - began < MeasurementTime,
    };

    /// <summary>Takes over the latest measurement that has ended, whatever number of them the clock went past.</summary>
    private void Advance(DateTimeOffset now)
    {
        if (now < began)
            Restart(now);
        var first = began + MeasurementTime;
        if (Mode == 0 || now < first)
            return;
        var period = Period;
        var ended = Mode == 3 ? 1 + ((now - first).Ticks / period.Ticks) : 1;
        if (ended <= measurements)
            return;
        measurements = ended;
        Measure(first + (period * (ended - 1)));
        if (Mode != 3)
            registers[(int)Bme280Register.ControlMeasurement] &= 0xFC; // forced: back to sleep
    }

    private void Measure(DateTimeOffset end)
    {
        var control = registers[(int)Bme280Register.ControlMeasurement];
        var (temperature, humidity, pressure) = source(end);
        var counts = Bme280Trim.Counts(temperature, humidity, pressure);
        StoreResults(
            Resolved(counts.Pressure, control >> 2 & 7),
            Resolved(counts.Temperature, control >> 5),
            humidityOversampling == 0 ? 0x8000 : counts.Humidity);
    }

    /// <summary>Oversampling 1 gives 16 bits, 2 gives 17, up to 20 (sections 3.4.2 and 3.4.3); 0 is not measured.</summary>
    private static int Resolved(int counts, int bits) => bits == 0 ? 0x80000 : counts & -(1 << (5 - Math.Min(bits, 5)));

    private void StoreResults(int pressure, int temperature, int humidity)
    {
        var data = registers.AsSpan((int)Bme280Register.Data, 8);
        (data[0], data[1], data[2]) = ((byte)(pressure >> 12), (byte)(pressure >> 4), (byte)(pressure << 4));
        (data[3], data[4], data[5]) = ((byte)(temperature >> 12), (byte)(temperature >> 4), (byte)(temperature << 4));
        (data[6], data[7]) = ((byte)(humidity >> 8), (byte)humidity);
    }
}
