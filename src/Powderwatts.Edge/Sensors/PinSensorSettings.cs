using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Powderwatts.Edge.Sensors;

/// <summary>Settings of a sensor on one pin of the header.</summary>
public abstract record PinSensorSettings : SensorSettings
{
    protected PinSensorSettings()
    {
    }

    /// <summary>Takes what every driver has from an entry of the rig.</summary>
    [SetsRequiredMembers]
    protected PinSensorSettings(SettingValues values)
        : base(values)
    {
    }

    /// <summary>The pin by its GPIO (BCM) number: 17 is pin 11 of the header.</summary>
    public abstract int Pin { get; init; }

    /// <inheritdoc/>
    public override string? Seat => string.Create(CultureInfo.InvariantCulture, $"pin {Pin} on {Bus}");
}
