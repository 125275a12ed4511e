using System.Device.Gpio;
using System.Globalization;

namespace Powderwatts.Tests.Edge.Sensors;

/// <summary>Pins of given levels: `17: low`, `17: high`; `17: no-pull` for a machine that cannot pull that pin.</summary>
internal sealed class TestPins : GpioDriver
{
    private readonly Dictionary<int, PinValue> levels = [];
    private readonly HashSet<int> withoutPull = [];
    private readonly Dictionary<int, PinMode> open = [];

    public static TestPins Parse(IEnumerable<string> lines)
    {
        var pins = new TestPins();
        foreach (var parts in lines.Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(':', StringSplitOptions.TrimEntries)))
        {
            var pin = int.Parse(parts[0], CultureInfo.InvariantCulture);
            if (parts[1] == "no-pull")
                pins.withoutPull.Add(pin);
            else
                pins.levels[pin] = parts[1] switch { "low" => PinValue.Low, "high" => PinValue.High, _ => throw new FormatException(parts[1]) };
        }

        return pins;
    }

    public PinMode ModeOf(int pin) => open[pin];

    public void Set(int pin, PinValue level) => levels[pin] = level;

    protected override int PinCount => 28;

    protected override void OpenPin(int pinNumber) => open.Add(pinNumber, PinMode.Input);

    protected override void ClosePin(int pinNumber) => open.Remove(pinNumber);

    protected override void SetPinMode(int pinNumber, PinMode mode) => open[pinNumber] = mode;

    protected override PinMode GetPinMode(int pinNumber) => open[pinNumber];

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode == PinMode.Input || !withoutPull.Contains(pinNumber);

    protected override PinValue Read(int pinNumber) => levels[pinNumber];

    protected override void Write(int pinNumber, PinValue value) => throw new InvalidOperationException("nothing may drive a pin");

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        throw new NotSupportedException();

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) =>
        throw new NotSupportedException();
}
