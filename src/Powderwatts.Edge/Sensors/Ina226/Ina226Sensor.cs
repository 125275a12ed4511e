using System.Buffers.Binary;
using System.Device.I2c;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors.Ina226;

/// <summary>
/// Reads a TI INA226 (data sheet SBOS547): bus voltage 0 to 36 V in 1.25 mV, shunt voltage +-81.92 mV in 2.5 uV, current and power by the
/// chip's own arithmetic. The chip gives power without a sign; it gets the current's, so that power flowing back is negative.
/// </summary>
internal sealed class Ina226Sensor(Ina226Settings settings, Hardware hardware) : ISensor
{
    private const ushort TexasInstruments = 0x5449;
    private const ushort Die = 0x2260;
    private const double BusFullScaleV = 36;
    private const double ClippedFrom = 0.99;

    private const ushort MathOverflow = 1 << 2;
    private const ushort ConversionReady = 1 << 3;

    // Latching changes nothing while no alert is chosen, and a chip that lost its supply forgets it. So the read that asks for
    // readiness also tells a chip that was reset, whose current and power would be 0 for want of a calibration.
    private const ushort AlertLatch = 1 << 0;

    // bits 14 to 12 read 100 and are written so; mode 7: shunt and bus, over and over (table 5)
    private const ushort Continuous = 0x4000 | 7;

    private readonly Ina226Scale scale = Ina226Scale.For(settings.ShuntOhms, settings.MaxCurrentA);
    private I2cDevice? device;

    /// <inheritdoc/>
    public SensorFacts Facts { get; } = FactsOf(settings);

    /// <inheritdoc/>
    public void Start()
    {
        device ??= hardware.I2c(settings.Bus, settings.Address);
        Expect(Ina226Register.ManufacturerId, TexasInstruments, "a chip of Texas Instruments");
        Expect(Ina226Register.DieId, Die, "an INA226");
        Write(Ina226Register.Calibration, (ushort)scale.Calibration);
        Write(Ina226Register.MaskEnable, AlertLatch);

        // last: it also clears the ready flag, so that the first result is one of the new settings
        var average = Ina226Timing.Averages.IndexOf(settings.AveragingInForce);
        var time = Ina226Timing.ConversionMicroseconds.IndexOf(settings.ConversionMicroseconds);
        Write(Ina226Register.Configuration, (ushort)(Continuous | average << 9 | time << 6 | time << 3));
    }

    /// <inheritdoc/>
    public bool TryRead(out Measurement measurement)
    {
        measurement = default;
        var mask = Read(Ina226Register.MaskEnable);
        if ((mask & AlertLatch) == 0)
            throw new SensorException($"{Place} has lost its settings: it was reset or lost its supply; it is set up again");
        if ((mask & ConversionReady) == 0)
            return false;
        if ((mask & MathOverflow) != 0)
            throw new SensorException(string.Create(CultureInfo.InvariantCulture,
                $"{Place} reports more current than {scale.FullScaleA:0.###} A; raise max_current_a, or use a smaller shunt"));

        var current = (short)Read(Ina226Register.Current);
        var power = Read(Ina226Register.Power);
        var volts = Read(Ina226Register.BusVoltage) * Ina226Scale.BusLsb;

        var values = default(QuantityValues);
        values[Quantity.PowerW] = (current < 0 ? -power : power) * scale.PowerLsb;
        values[Quantity.VoltageV] = volts;
        values[Quantity.CurrentA] = current * scale.CurrentLsb;

        // the current register reaches its end no later than the shunt's converter: it speaks for both
        var clipped = Math.Abs((int)current) >= ClippedFrom * short.MaxValue || volts >= ClippedFrom * BusFullScaleV;
        measurement = new Measurement(values, clipped ? Quality.Clipped : Quality.None);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => device?.Dispose();

    private static SensorFacts FactsOf(Ina226Settings settings)
    {
        var scale = Ina226Scale.For(settings.ShuntOhms, settings.MaxCurrentA);
        return new SensorFacts(Ina226Settings.Entry.Kind, Ina226Settings.Entry.Quantities,
            string.Create(CultureInfo.InvariantCulture, $"0 to 36 V, {-scale.FullScaleA:0.###} to {scale.FullScaleA:0.###} A"),
            string.Create(CultureInfo.InvariantCulture, $"shunt {settings.ShuntOhms} Ohm, {settings.MaxCurrentA} A, register {scale.Calibration}"));
    }

    /// <summary>Is the chip behind a handle an INA226?</summary>
    public static bool IsChip(I2cDevice device) => Read(device, Ina226Register.ManufacturerId) == TexasInstruments && Read(device, Ina226Register.DieId) == Die;

    private string Place => string.Create(CultureInfo.InvariantCulture, $"the INA226 at 0x{settings.Address:X2} on {settings.Bus}");

    private void Expect(Ina226Register register, ushort expected, string what)
    {
        var found = Read(register);
        if (found != expected)
            throw new SensorException(string.Create(CultureInfo.InvariantCulture,
                $"found 0x{found:X4} at 0x{settings.Address:X2} on {settings.Bus}, expected {what} (0x{expected:X4})"));
    }

    private ushort Read(Ina226Register register) => Read(device ?? throw new InvalidOperationException("not started"), register);

    private static ushort Read(I2cDevice device, Ina226Register register)
    {
        Span<byte> answer = stackalloc byte[2];
        device.WriteRead([(byte)register], answer);
        return BinaryPrimitives.ReadUInt16BigEndian(answer);
    }

    private void Write(Ina226Register register, ushort value) => device!.Write([(byte)register, (byte)(value >> 8), (byte)value]);
}
