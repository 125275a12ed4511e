using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors.Bme280;

/// <summary>Settings of a BME280.</summary>
public sealed record Bme280Settings : I2cSensorSettings
{
    /// <summary>Settings to be filled in by the caller.</summary>
    public Bme280Settings()
    {
    }

    [SetsRequiredMembers]
    internal Bme280Settings(SettingValues values)
        : base(values)
    {
        Address = values.Whole("address") ?? Address;
        Oversampling = values.Whole("oversampling") ?? Oversampling;
    }

    /// <summary>The driver.</summary>
    public static DriverEntry Entry { get; } = DriverEntry.Of(
        "bme280", "Bosch BME280: temperature, humidity and pressure of the air", "i2c", Kind.Climate,
        [Quantity.TemperatureC, Quantity.HumidityPct, Quantity.PressureHpa],
        [
            new("address", SettingType.Address, "Bus address, set by pin SDO: 0x76 to ground, which it is when not given, or 0x77.") { Min = 0x76, Max = 0x77 },
            new("oversampling", SettingType.Whole, "Samples of each quantity averaged by the chip; 2 when not given.")
            {
                Choices = [.. Bme280Timing.Oversampling.Select(o => o.ToString(CultureInfo.InvariantCulture))],
            },
        ],
        static values => new Bme280Settings(values), Validate, static (settings, hardware) => new Bme280Sensor(settings, hardware)) with
    {
        Probe = new([0x76, 0x77], Bme280Sensor.IsChip),
    };

    /// <summary>Bus address, 0x76 or 0x77.</summary>
    public override int Address { get; init; } = 0x76;

    /// <summary>Samples of each quantity averaged by the chip: 1, 2, 4, 8 or 16.</summary>
    public int Oversampling { get; init; } = 2;

    /// <summary>Checks the settings together.</summary>
    public static IEnumerable<SettingFault> Validate(Bme280Settings settings)
    {
        var shortest = Bme280Timing.LongestMeasurementMilliseconds(settings.Oversampling) + Bme280Timing.Rests[0].Milliseconds;
        if (settings.Interval.TotalMilliseconds < shortest)
            yield return new SettingFault("interval", string.Create(CultureInfo.InvariantCulture,
                $"is {settings.Interval.TotalMilliseconds:0.#} ms: with an oversampling of {settings.Oversampling} the chip measures every {shortest:0.#} ms; read less often or oversample less"));
    }
}
