using System.Diagnostics.CodeAnalysis;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Sensors.WetContact;

/// <summary>Settings of a wet or snow contact.</summary>
public sealed record WetContactSettings : PinSensorSettings
{
    /// <summary>Settings to be filled in by the caller.</summary>
    public WetContactSettings()
    {
    }

    [SetsRequiredMembers]
    internal WetContactSettings(SettingValues values)
        : base(values)
    {
        Pin = values.Whole("pin") ?? Pin;
        WetWhenHigh = values.Text("wet_when") == "high";
        Pull = values.Text("pull") ?? Pull;
    }

    /// <summary>The driver.</summary>
    public static DriverEntry Entry { get; } = DriverEntry.Of(
        "wet-contact", "The contact of a wet or snow sensor, on a pin", "gpio", Kind.Climate, [Quantity.Wet],
        [
            new("pin", SettingType.Whole, "The pin by its GPIO number: 17 is pin 11 of the header, which it is when not given.") { Min = 2, Max = 27 },
            new("wet_when", SettingType.Word, "The level that means wet: low, a contact to ground, which it is when not given, or high.") { Choices = ["low", "high"] },
            new("pull", SettingType.Word, "The resistor that the Pi puts on the pin: up, which it is when not given, down or none.") { Choices = ["up", "down", "none"] },
        ],
        static values => new WetContactSettings(values), Validate, static (settings, hardware) => new WetContactSensor(settings, hardware));

    /// <summary>The pin by its GPIO number, 2 to 27.</summary>
    public override int Pin { get; init; } = 17;

    /// <summary>Does a high level mean wet?</summary>
    public bool WetWhenHigh { get; init; }

    /// <summary>The resistor on the pin: `up`, `down` or `none`.</summary>
    public string Pull { get; init; } = "up";

    /// <summary>Checks the settings together.</summary>
    public static IEnumerable<SettingFault> Validate(WetContactSettings settings)
    {
        if (settings.Pull == (settings.WetWhenHigh ? "up" : "down"))
            yield return new SettingFault("pull", $"is {settings.Pull} where {(settings.WetWhenHigh ? "high" : "low")} means wet: an open contact or a broken wire would read wet for ever; choose {(settings.WetWhenHigh ? "down" : "up")}, or none with a resistor outside");
    }
}
