using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>What consecutive rows of a sensor have in common: written once, so that a row needs only its number.</summary>
/// <param name="Sensor">The sensor's id.</param>
/// <param name="Origin">Where the readings come from.</param>
/// <param name="IntervalS">The interval in force, seconds.</param>
/// <param name="EnergyFrom">When the counter began, Unix milliseconds; null without a counter.</param>
internal readonly record struct RowSource(string Sensor, Origin Origin, double IntervalS, long? EnergyFrom)
{
    public static RowSource Of(in Reading reading) => new(reading.Sensor, reading.Origin, reading.IntervalS, reading.EnergyFrom);
}
