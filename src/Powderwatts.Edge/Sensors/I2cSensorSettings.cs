using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Powderwatts.Edge.Sensors;

/// <summary>Settings of a sensor behind one address of an I2C bus.</summary>
public abstract record I2cSensorSettings : SensorSettings
{
    protected I2cSensorSettings()
    {
    }

    /// <summary>Takes what every driver has from an entry of the rig.</summary>
    [SetsRequiredMembers]
    protected I2cSensorSettings(SettingValues values)
        : base(values)
    {
    }

    /// <summary>The address, 7 bits.</summary>
    public abstract int Address { get; init; }

    /// <inheritdoc/>
    public override string? Seat => string.Create(CultureInfo.InvariantCulture, $"0x{Address:X2} on {Bus}");
}
