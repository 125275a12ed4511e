namespace Powderwatts.Readings;

/// <summary>What a sensor measures. In the store it is the measurement.</summary>
public enum Kind
{
    /// <summary>Electrical: a heat-cable circuit.</summary>
    Circuit,

    /// <summary>Air, roof surface, snow, wetness.</summary>
    Climate,

    /// <summary>A button, a contact, an alarm: `state` 1 or 0.</summary>
    Event,
}
