using System.Device.I2c;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors.Bme280;

/// <summary>
/// Reads a Bosch BME280 (data sheet BST-BME280-DS002): -40 to 85 °C, 0 to 100 % relative humidity, 300 to 1100 hPa. The chip measures
/// by itself; a reading is one burst over its data registers, which the chip holds together while they are being read.
/// </summary>
internal sealed class Bme280Sensor(Bme280Settings settings, Hardware hardware) : ISensor
{
    private const byte Identity = 0x60;
    private const byte IdentityBmp280 = 0x58;
    private const byte Copying = 1 << 0;
    private const byte Measuring = 1 << 3;
    private const byte Sleep = 0;
    private const byte Normal = 3;

    // what the data registers hold after power-on and for a channel that is not measured (section 5.4)
    private const int NotMeasured = 0x80000;
    private const int HumidityNotMeasured = 0x8000;

    private I2cDevice? device;
    private Bme280Calibration? calibration;

    /// <inheritdoc/>
    public SensorFacts Facts { get; } = new(
        Bme280Settings.Entry.Kind, Bme280Settings.Entry.Quantities, "-40 to 85 °C, 0 to 100 %, 300 to 1100 hPa", null);

    /// <inheritdoc/>
    public void Start()
    {
        device ??= hardware.I2c(settings.Bus, settings.Address);
        Span<byte> one = stackalloc byte[1];
        Read(Bme280Register.ChipId, one);
        if (one[0] != Identity)
            throw new SensorException(string.Create(CultureInfo.InvariantCulture,
                $"found 0x{one[0]:X2}{(one[0] == IdentityBmp280 ? " (a BMP280, which has no humidity)" : "")} at 0x{settings.Address:X2} on {settings.Bus}, expected a BME280 (0x{Identity:X2})"));
        Read(Bme280Register.Status, one);
        if ((one[0] & Copying) != 0)
            throw new SensorException($"{Place} is still starting; it is tried again");
        calibration = ReadCalibration();

        // the chip may ignore a change of its rest unless it sleeps, and takes humidity's oversampling with the next write of
        // ctrl_meas (sections 5.4.3 and 5.4.6)
        var bits = Bme280Timing.Oversampling.IndexOf(settings.Oversampling) + 1;
        Write(Bme280Register.ControlMeasurement, Sleep);
        Write(Bme280Register.ControlHumidity, (byte)bits);
        Write(Bme280Register.Configuration, (byte)(Bme280Timing.RestFor(settings.Interval).Bits << 5));
        Write(Bme280Register.ControlMeasurement, (byte)(bits << 5 | bits << 2 | Normal));
    }

    /// <inheritdoc/>
    public bool TryRead(out Measurement measurement)
    {
        measurement = default;
        var trim = calibration ?? throw new InvalidOperationException("not started");
        Span<byte> data = stackalloc byte[8];
        Read(Bme280Register.Data, data);
        var pressure = data[0] << 12 | data[1] << 4 | data[2] >> 4;
        var temperature = data[3] << 12 | data[4] << 4 | data[5] >> 4;
        var humidity = data[6] << 8 | data[7];

        var measured = Channels.All;
        if (temperature == NotMeasured || pressure == NotMeasured || humidity == HumidityNotMeasured)
        {
            var nothing = temperature == NotMeasured && pressure == NotMeasured && humidity == HumidityNotMeasured;
            measured = AskChannels(out var measuring);
            if (nothing && measuring)
                return false;
            if (nothing || !measured.HasFlag(Channels.Temperature)) // the other formulas need the temperature
                throw new SensorException($"{Place} has measured no temperature (0x80000); it is set up again");
        }

        var fine = trim.FineTemperature(temperature);
        var values = default(QuantityValues);
        values[Quantity.TemperatureC] = Bme280Calibration.TemperatureC(fine);
        if (measured.HasFlag(Channels.Humidity))
            values[Quantity.HumidityPct] = trim.HumidityPct(humidity, fine);
        if (measured.HasFlag(Channels.Pressure))
            values[Quantity.PressureHpa] = trim.PressurePa(pressure, fine) / 100;
        measurement = new Measurement(values, Quality.None);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => device?.Dispose();

    /// <summary>Is the chip behind a handle a BME280?</summary>
    public static bool IsChip(I2cDevice device)
    {
        Span<byte> one = stackalloc byte[1];
        device.WriteRead([(byte)Bme280Register.ChipId], one);
        return one[0] == Identity;
    }

    private string Place => string.Create(CultureInfo.InvariantCulture, $"the BME280 at 0x{settings.Address:X2} on {settings.Bus}");

    /// <summary>
    /// 0x80000 and 0x8000 stand for "not measured", but they are counts too (0x80000 is about 26.5 °C): what the chip was told tells them apart.
    /// </summary>
    private Channels AskChannels(out bool measuring)
    {
        Span<byte> state = stackalloc byte[3];
        Read(Bme280Register.ControlHumidity, state);
        var (humidity, status, control) = (state[0] & 7, state[1], state[2]);
        if ((control & 3) != Normal)
            throw new SensorException($"{Place} has lost its settings: it was reset or lost its supply; it is set up again");
        measuring = (status & Measuring) != 0;
        return (control >> 5 != 0 ? Channels.Temperature : 0)
            | ((control >> 2 & 7) != 0 ? Channels.Pressure : 0)
            | (humidity != 0 ? Channels.Humidity : 0);
    }

    private Bme280Calibration ReadCalibration()
    {
        Span<byte> low = stackalloc byte[Bme280Calibration.LowBytes];
        Span<byte> high = stackalloc byte[Bme280Calibration.HighBytes];
        Read(Bme280Register.CalibrationLow, low);
        Read(Bme280Register.CalibrationHigh, high);
        var read = Bme280Calibration.Parse(low, high);

        // a trimmed chip never has these; P1 is a divisor
        return read.T1 is not (0 or ushort.MaxValue) && read.P1 is not (0 or ushort.MaxValue)
            ? read
            : throw new SensorException($"{Place} gave no calibration (T1 is {read.T1}, P1 is {read.P1}); check the wiring");
    }

    private void Read(Bme280Register register, Span<byte> answer) => device!.WriteRead([(byte)register], answer);

    private void Write(Bme280Register register, byte value) => device!.Write([(byte)register, value]);

    [Flags]
    private enum Channels
    {
        Temperature = 1,
        Pressure = 2,
        Humidity = 4,
        All = 7,
    }
}
