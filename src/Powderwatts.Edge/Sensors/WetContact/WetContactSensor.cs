using System.Device.Gpio;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors.WetContact;

/// <summary>
/// Reads the contact of a wet or snow sensor: 1 while it lies in water, snow or ice, 0 while dry. The level is asked at each reading;
/// the contact of such a sensor holds for minutes, so what bounces between two readings is nothing that lasts.
/// </summary>
internal sealed class WetContactSensor(WetContactSettings settings, Hardware hardware) : ISensor
{
    private GpioController? pins;

    /// <inheritdoc/>
    public SensorFacts Facts { get; } = new(
        WetContactSettings.Entry.Kind, WetContactSettings.Entry.Quantities, "0 or 1", $"wet when {(settings.WetWhenHigh ? "high" : "low")}");

    /// <inheritdoc/>
    public void Start()
    {
        pins ??= hardware.Pins(settings.Bus);
        if (pins.IsPinOpen(settings.Pin))
            pins.ClosePin(settings.Pin);
        var mode = settings.Pull switch { "up" => PinMode.InputPullUp, "down" => PinMode.InputPullDown, _ => PinMode.Input };
        if (!pins.IsPinModeSupported(settings.Pin, mode))
        {
            throw new SensorException(string.Create(CultureInfo.InvariantCulture,
                $"cannot pull pin {settings.Pin} of {settings.Bus} {settings.Pull}: this machine's driver does not; set pull: none and put a resistor of 10 kOhm there"));
        }

        pins.OpenPin(settings.Pin, mode);
    }

    /// <inheritdoc/>
    public bool TryRead(out Measurement measurement)
    {
        var controller = pins ?? throw new InvalidOperationException("not started");
        var wet = controller.Read(settings.Pin) == PinValue.High == settings.WetWhenHigh;
        measurement = new Measurement(new QuantityValues { [Quantity.Wet] = wet ? 1 : 0 }, Quality.None);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (pins is { } controller && controller.IsPinOpen(settings.Pin))
            controller.ClosePin(settings.Pin);
    }
}
