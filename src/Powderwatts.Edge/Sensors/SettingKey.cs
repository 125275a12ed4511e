using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Powderwatts.Edge.Sensors;

/// <summary>One key that a driver allows in its entry of the rig: its type, limits and help.</summary>
/// <param name="Name">The key: `shunt_ohms`.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Help">One sentence for people: what it is, with the default.</param>
public sealed record SettingKey(string Name, SettingType Type, string Help)
{
    /// <summary>Must it be given?</summary>
    public bool Required { get; init; }

    /// <summary>Least value; null when there is no limit. Seconds for a duration.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest value; null when there is no limit. Seconds for a duration.</summary>
    public double? Max { get; init; }

    /// <summary>The only allowed values, as they are written; empty when any will do.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>Reads the text of a scalar as this key's type and checks its limits.</summary>
    /// <param name="text">The scalar as it stands in the rig or in the environment.</param>
    /// <param name="value">The value for <see cref="SettingValues"/>.</param>
    /// <param name="fault">What is wrong, as the rest of a sentence that begins with the key.</param>
    public bool TryRead(string text, [NotNullWhen(true)] out object? value, [NotNullWhen(false)] out string? fault)
    {
        value = Type switch
        {
            SettingType.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number : null,
            SettingType.Whole => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
            SettingType.Address => TryReadAddress(text, out var address) ? address : null,
            SettingType.Duration => DurationText.TryParse(text, out var duration) ? duration : null,
            _ => text.Length > 0 ? text : null,
        };
        fault = value is null ? $"is '{text}', must be {Expected}" : OutOfLimits(value) ? $"is {text}, must be {Expected}" : null;
        if (fault is not null)
            value = null;
        return value is not null && fault is null;
    }

    /// <summary>What is allowed, in words: `an address from 0x40 to 0x4F`.</summary>
    public string Expected
    {
        get
        {
            if (!Choices.IsEmpty)
                return $"one of {string.Join(", ", Choices)}";
            var what = Type switch
            {
                SettingType.Number => "a number",
                SettingType.Whole => "a whole number",
                SettingType.Address => "an address like 0x40",
                SettingType.Duration => "a duration like 500ms, 1s or 5m",
                _ => "text",
            };
            return (Min, Max) switch
            {
                ({ } min, { } max) => $"{what} from {Written(min)} to {Written(max)}",
                ({ } min, null) => $"{what} of at least {Written(min)}",
                (null, { } max) => $"{what} of at most {Written(max)}",
                _ => what,
            };
        }
    }

    private static bool TryReadAddress(string text, out int address) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out address);

    private bool OutOfLimits(object value)
    {
        if (!Choices.IsEmpty)
            return !Choices.Contains(Convert.ToString(value, CultureInfo.InvariantCulture)!, StringComparer.Ordinal);
        double? size = value switch { double d => d, int i => i, TimeSpan t => t.TotalSeconds, _ => null };
        return size < Min || size > Max;
    }

    private string Written(double limit) => Type switch
    {
        SettingType.Address => string.Create(CultureInfo.InvariantCulture, $"0x{(int)limit:X2}"),
        SettingType.Duration => DurationText.Format(TimeSpan.FromSeconds(limit)),
        _ => limit.ToString(CultureInfo.InvariantCulture),
    };
}
