namespace Powderwatts.Readings;

/// <summary>One sensor's values at one instant, with its quality. Immutable; its identity is site, node, sensor, origin and instant.</summary>
/// <param name="Sensor">The sensor's id within its node: `[a-z0-9-]{1,32}`.</param>
/// <param name="T">The instant, Unix milliseconds, UTC; rising per sensor.</param>
/// <param name="Values">The quantities that were measured.</param>
public readonly record struct Reading(string Sensor, long T, QuantityValues Values)
{
    /// <summary>The interval in force when nothing is said, seconds.</summary>
    public const double DefaultIntervalS = 1;

    /// <summary>Quality words; none when there is nothing to say.</summary>
    public Quality Quality { get; init; }

    /// <summary>Where it comes from.</summary>
    public Origin Origin { get; init; }

    /// <summary>The instant when the energy counter began at 0, Unix milliseconds; null without a counter.</summary>
    public long? EnergyFrom { get; init; }

    /// <summary>The sampling interval in force, seconds.</summary>
    public double IntervalS { get; init; } = DefaultIntervalS;

    /// <summary>Follows from the quantities.</summary>
    public Kind Kind => Quantities.KindOf(Values);
}
