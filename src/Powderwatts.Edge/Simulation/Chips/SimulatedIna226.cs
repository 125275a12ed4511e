using Powderwatts.Edge.Sensors.Ina226;

namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>
/// An INA226 as its data sheet (SBOS547) describes it: register pointer, reset values, conversion times and averages, the ready
/// flag, converters that round and end, and the chip's own whole-number arithmetic for current and power. A result is that of the
/// instant at which its conversion ends.
/// </summary>
/// <param name="shuntOhms">Resistance of the shunt on the board, Ohm.</param>
/// <param name="source">Volts of the bus and amperes through the shunt at an instant.</param>
internal sealed class SimulatedIna226(double shuntOhms, Func<DateTimeOffset, (double VoltageV, double CurrentA)> source) : SimulatedI2cChip
{
    private const ushort ResetConfiguration = 0x4127;
    private const ushort ConversionReady = 1 << 3;
    private const ushort MathOverflow = 1 << 2;
    private const ushort MaskWritable = 0xFC03;

    private ushort configuration;
    private ushort calibration;
    private ushort mask;
    private ushort alertLimit;
    private short shunt;
    private ushort bus;
    private short current;
    private ushort power;
    private bool ready;
    private bool overflow;
    private byte pointer;
    private DateTimeOffset began;
    private long conversions;

    /// <summary>What register FFh answers; another value stands for another chip.</summary>
    public ushort DieId { get; set; } = 0x2260;

    /// <summary>What register FEh answers.</summary>
    public ushort ManufacturerId { get; set; } = 0x5449;

    internal override void PowerOn(DateTimeOffset now)
    {
        (configuration, calibration, mask, alertLimit, pointer) = (ResetConfiguration, 0, 0, 0, 0);
        (shunt, bus, current, power, overflow) = (0, 0, 0, 0, false);
        Restart(now);
    }

    internal override void Write(ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        Advance(now);
        pointer = bytes[0];
        for (var i = 1; i + 1 < bytes.Length; i += 2)
            WriteRegister((ushort)(bytes[i] << 8 | bytes[i + 1]), now);
    }

    internal override void Read(Span<byte> bytes, DateTimeOffset now)
    {
        Advance(now);
        var value = ReadRegister();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)(i % 2 == 0 ? value >> 8 : value);
    }

    private void WriteRegister(ushort value, DateTimeOffset now)
    {
        switch ((Ina226Register)pointer)
        {
            case Ina226Register.Configuration when (value & 0x8000) != 0:
                var at = pointer;
                PowerOn(now);
                pointer = at;
                break;
            case Ina226Register.Configuration:
                configuration = (ushort)((value & 0x0FFF) | 0x4000);
                Restart(now);
                break;
            case Ina226Register.Calibration:
                calibration = (ushort)(value & 0x7FFF);
                break;
            case Ina226Register.MaskEnable:
                mask = (ushort)(value & MaskWritable);
                break;
            case Ina226Register.AlertLimit:
                alertLimit = value;
                break;
        }
    }

    private ushort ReadRegister()
    {
        switch ((Ina226Register)pointer)
        {
            case Ina226Register.Configuration: return configuration;
            case Ina226Register.ShuntVoltage: return (ushort)shunt;
            case Ina226Register.BusVoltage: return bus;
            case Ina226Register.Power: return power;
            case Ina226Register.Current: return (ushort)current;
            case Ina226Register.Calibration: return calibration;
            case Ina226Register.AlertLimit: return alertLimit;
            case Ina226Register.ManufacturerId: return ManufacturerId;
            case Ina226Register.DieId: return DieId;
            case Ina226Register.MaskEnable:
                var flags = (ushort)(mask | (ready ? ConversionReady : 0) | (overflow ? MathOverflow : 0));
                ready = false;
                return flags;
            default: return 0;
        }
    }

    private void Restart(DateTimeOffset now) => (began, conversions, ready) = (now, 0, false);

    /// <summary>Takes over the latest conversion that has ended, whatever number of them the clock went past.</summary>
    private void Advance(DateTimeOffset now)
    {
        if (now < began)
            Restart(now);
        var (measuresShunt, measuresBus) = ((configuration & 1) != 0, (configuration & 2) != 0);
        var cycle = TimeSpan.FromMicroseconds((long)Ina226Timing.Averages[configuration >> 9 & 7]
            * ((measuresBus ? Ina226Timing.ConversionMicroseconds[configuration >> 6 & 7] : 0)
                + (measuresShunt ? Ina226Timing.ConversionMicroseconds[configuration >> 3 & 7] : 0)));
        if (cycle == TimeSpan.Zero)
            return; // powered down
        var ended = (now - began).Ticks / cycle.Ticks;
        if ((configuration & 4) == 0)
            ended = Math.Min(ended, 1); // triggered: once
        if (ended <= conversions)
            return;
        conversions = ended;
        Convert(began + (cycle * ended), measuresShunt, measuresBus);
    }

    private void Convert(DateTimeOffset end, bool measuresShunt, bool measuresBus)
    {
        var (volts, amperes) = source(end);
        if (measuresShunt)
            shunt = (short)Math.Clamp(Math.Round(amperes * shuntOhms / Ina226Scale.ShuntLsb), short.MinValue, short.MaxValue);
        if (measuresBus)
            bus = (ushort)Math.Clamp(Math.Round(volts / Ina226Scale.BusLsb), 0, short.MaxValue);

        // section 7.5: current is shunt x calibration / 2048, power is current x bus / 20000 and has no sign
        var amount = shunt * calibration / 2048;
        current = (short)Math.Clamp(amount, short.MinValue, short.MaxValue);
        power = (ushort)Math.Min(Math.Abs((long)current) * bus / 20000, ushort.MaxValue);
        overflow = amount != current;
        ready = true;
    }
}
