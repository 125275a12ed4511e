using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors.Ina226;

/// <summary>Settings of an INA226.</summary>
public sealed record Ina226Settings : I2cSensorSettings
{
    /// <summary>Settings to be filled in by the caller.</summary>
    public Ina226Settings()
    {
    }

    [SetsRequiredMembers]
    internal Ina226Settings(SettingValues values)
        : base(values)
    {
        Address = values.Whole("address") ?? Address;
        ShuntOhms = values.Number("shunt_ohms")!.Value;
        MaxCurrentA = values.Number("max_current_a")!.Value;
        Averaging = values.Whole("averaging") ?? Averaging;
        ConversionMicroseconds = values.Whole("conversion_us") ?? ConversionMicroseconds;
    }

    /// <summary>The driver.</summary>
    public static DriverEntry Entry { get; } = DriverEntry.Of(
        "ina226", "TI INA226: direct voltage to 36 V, current and power through a shunt", "i2c", Kind.Circuit,
        [Quantity.PowerW, Quantity.VoltageV, Quantity.CurrentA],
        [
            new("address", SettingType.Address, "Bus address, set by pins A0 and A1; 0x40 when not given.") { Min = 0x40, Max = 0x4F },
            new("shunt_ohms", SettingType.Number, "Resistance of the shunt, Ohm: R100 is 0.1, R010 is 0.01, R002 is 0.002.")
            {
                Required = true, Min = 0.00001, Max = 10,
            },
            new("max_current_a", SettingType.Number, "Greatest current to be shown, A; times the shunt at most 81.92 mV.")
            {
                Required = true, Min = 0.001, Max = 5000,
            },
            new("averaging", SettingType.Whole, "Samples averaged by the chip; when not given, the most that fit five times into the interval.")
            {
                Choices = [.. Ina226Timing.Averages.Select(a => a.ToString(CultureInfo.InvariantCulture))],
            },
            new("conversion_us", SettingType.Whole, "Time of one conversion, microseconds; 1100 when not given.")
            {
                Choices = [.. Ina226Timing.ConversionMicroseconds.Select(t => t.ToString(CultureInfo.InvariantCulture))],
            },
        ],
        static values => new Ina226Settings(values), Validate, static (settings, hardware) => new Ina226Sensor(settings, hardware)) with
    {
        Probe = new([.. Enumerable.Range(0x40, 16)], Ina226Sensor.IsChip),
    };

    /// <summary>Bus address, 0x40 to 0x4F.</summary>
    public override int Address { get; init; } = 0x40;

    /// <summary>Resistance of the shunt, Ohm.</summary>
    public required double ShuntOhms { get; init; }

    /// <summary>Greatest current to be shown, A.</summary>
    public required double MaxCurrentA { get; init; }

    /// <summary>Samples averaged by the chip: 1, 4, 16, 64, 128, 256, 512 or 1024; null for the most that fit five times into the interval.</summary>
    public int? Averaging { get; init; }

    /// <summary>Time of one conversion: 140, 204, 332, 588, 1100, 2116, 4156 or 8244 microseconds.</summary>
    public int ConversionMicroseconds { get; init; } = 1100;

    internal int AveragingInForce => Averaging ?? Ina226Timing.AveragingFor(Interval, ConversionMicroseconds);

    internal TimeSpan Cycle => Ina226Timing.Cycle(AveragingInForce, ConversionMicroseconds);

    /// <summary>Checks the settings together.</summary>
    public static IEnumerable<SettingFault> Validate(Ina226Settings settings)
    {
        var millivolts = settings.ShuntOhms * settings.MaxCurrentA * 1000;
        if (millivolts > (Ina226Scale.ShuntFullScaleV * 1000) + 1e-9)
            yield return new SettingFault("max_current_a", string.Create(CultureInfo.InvariantCulture,
                $"is {settings.MaxCurrentA} A: over {settings.ShuntOhms} Ohm that is {millivolts:0.##} mV, and the chip ends at 81.92 mV; at most {Ina226Scale.ShuntFullScaleV / settings.ShuntOhms:0.####} A with this shunt, or use a smaller shunt"));
        else if (Ina226Scale.For(settings.ShuntOhms, settings.MaxCurrentA).Calibration is < 1 or > short.MaxValue)
            yield return new SettingFault("max_current_a", string.Create(CultureInfo.InvariantCulture,
                $"is {settings.MaxCurrentA} A: over {settings.ShuntOhms} Ohm that is {millivolts:0.##} mV, and the calibration register needs at least 5.13 mV; use a greater current or a greater shunt"));
        if (settings.Cycle > settings.Interval)
            yield return new SettingFault("averaging", string.Create(CultureInfo.InvariantCulture,
                $"is {settings.AveragingInForce}: with 2 x {settings.ConversionMicroseconds} us a result takes {settings.Cycle.TotalMilliseconds:0.#} ms, longer than the interval of {settings.Interval.TotalMilliseconds:0.#} ms; average less or convert faster"));
    }
}
