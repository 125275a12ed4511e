using System.Globalization;
using Powderwatts.Edge.Sensors;

namespace Powderwatts.Edge.Sampling;

/// <summary>Why a sensor cannot be read, in words with the next step.</summary>
internal static class SensorFault
{
    public static string Describe(SensorSettings settings, Exception e)
    {
        var (cause, next) = e switch
        {
            IOException when ErrorNumber(e.Message) is { } number => OfBus(settings, number),
            UnauthorizedAccessException => OfBus(settings, 13),
            SensorException when e.Message.Contains("; ", StringComparison.Ordinal) => (e.Message, ""),
            _ => (e.Message.TrimEnd('.'), $"check the chip's address and wiring: {settings.Driver}, {PlaceOf(settings)}"),
        };
        return $"cannot read sensor '{settings.Id}': {cause}{(next.Length > 0 ? "; " : "")}{next}";
    }

    public static string PlaceOf(SensorSettings settings) => settings.Seat ?? settings.Bus;

    // errno(3) as Linux' I2C drivers use it; System.Device.I2c gives it only within the text
    private static (string Cause, string Next) OfBus(SensorSettings settings, int number)
    {
        var (place, bus) = (PlaceOf(settings), settings.Bus);
        var scan = bus == SampledSensor.SimulatedBus ? "check that the simulation holds a chip at this address"
            : bus.StartsWith("i2c-", StringComparison.Ordinal) ? $"run i2cdetect -y {bus["i2c-".Length..]} and check the wiring"
            : "check the wiring";
        return number switch
        {
            121 or 6 => ($"no answer at {place} (error {number})", scan),
            110 => ($"no answer in time at {place} (error 110)", "check the wiring and pull-ups, or slow the bus down"),
            11 => ($"another master held the bus at {place} (error 11)", "check that nothing else uses the bus"),
            5 => ($"the bus gave an I/O error at {place} (error 5)", scan),
            2 => ($"there is no bus {bus} (error 2)", "enable it: raspi-config, Interface Options, I2C"),
            13 => ($"bus {bus} may not be opened (error 13)", "add the user to its group: sudo usermod -aG i2c $USER, then log in again"),
            _ => ($"error {number} at {place}", scan),
        };
    }

    private static int? ErrorNumber(string message)
    {
        const string Word = "Error ";
        var at = message.IndexOf(Word, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var digits = message.AsSpan(at + Word.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
