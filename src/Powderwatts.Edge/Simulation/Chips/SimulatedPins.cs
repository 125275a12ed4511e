using System.Device.Gpio;

namespace Powderwatts.Edge.Simulation.Chips;

/// <summary>
/// Pins in memory, for drivers to read like real ones. A contact is a function of time: closed to ground, so low, or open, so high by
/// its pull-up. A pin with nothing on it reads high. They are inputs only.
/// </summary>
internal sealed class SimulatedPins(TimeProvider time) : GpioDriver
{
    private readonly Dictionary<int, Func<DateTimeOffset, bool>> contacts = [];
    private readonly Dictionary<int, PinMode> modes = [];

    /// <summary>Puts a contact between a pin and ground.</summary>
    /// <param name="pin">The pin.</param>
    /// <param name="closed">Is it closed at an instant?</param>
    public void Add(int pin, Func<DateTimeOffset, bool> closed) => contacts.Add(pin, closed);

    /// <inheritdoc/>
    protected override int PinCount => 28;

    /// <inheritdoc/>
    protected override void OpenPin(int pinNumber) => modes[pinNumber] = PinMode.Input;

    /// <inheritdoc/>
    protected override void ClosePin(int pinNumber) => modes.Remove(pinNumber);

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode) =>
        modes[pinNumber] = mode == PinMode.Output ? throw new NotSupportedException("a simulated pin is an input") : mode;

    /// <inheritdoc/>
    protected override PinMode GetPinMode(int pinNumber) => modes[pinNumber];

    /// <inheritdoc/>
    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode != PinMode.Output;

    /// <inheritdoc/>
    protected override PinValue Read(int pinNumber) =>
        contacts.TryGetValue(pinNumber, out var closed) && closed(time.GetUtcNow()) ? PinValue.Low : PinValue.High;

    /// <inheritdoc/>
    protected override void Write(int pinNumber, PinValue value) => throw new NotSupportedException("a simulated pin is an input");

    /// <inheritdoc/>
    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) =>
        throw new NotSupportedException("a simulated pin has levels, no events");

    /// <inheritdoc/>
    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) =>
        throw new NotSupportedException("a simulated pin has levels, no events");

    /// <inheritdoc/>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) =>
        throw new NotSupportedException("a simulated pin has levels, no events");
}
