using System.Globalization;

namespace Powderwatts.Savings.Weather;

/// <summary>Weather that is alike enough to compare a cable's power in: a band of temperature and dry or wet.</summary>
/// <param name="LowerC">Lower edge of the band, an even number of °C; null when no sensor told the temperature.</param>
/// <param name="Wetness">Wet, dry or unknown.</param>
public readonly record struct ClimateBin(int? LowerC, Wetness Wetness)
{
    /// <summary>Width of a band, °C.</summary>
    public const int WidthC = 2;

    /// <summary>Nothing is known of the weather.</summary>
    public static readonly ClimateBin Unknown = new(null, Wetness.Unknown);

    /// <summary>The middle of the band, °C.</summary>
    public double? MiddleC => LowerC + (WidthC / 2.0);

    /// <summary>`-4w`, `-2d`, `0u`; `nw`, `nd`, `nu` without a temperature.</summary>
    public string Name => (LowerC?.ToString(CultureInfo.InvariantCulture) ?? "n") + Letter;

    private char Letter => Wetness switch { Wetness.Wet => 'w', Wetness.Dry => 'd', _ => 'u' };

    /// <summary>The bin of a temperature.</summary>
    /// <param name="temperatureC">Air temperature, °C; null when not known.</param>
    /// <param name="wetness">Wet, dry or unknown.</param>
    public static ClimateBin Of(double? temperatureC, Wetness wetness) =>
        new(temperatureC is { } t ? (int)Math.Floor(t / WidthC) * WidthC : null, wetness);

    /// <summary>Reads a <see cref="Name"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out ClimateBin bin)
    {
        bin = default;
        if (name.Length < 2)
            return false;
        Wetness? wetness = name[^1] switch { 'w' => Wetness.Wet, 'd' => Wetness.Dry, 'u' => Wetness.Unknown, _ => null };
        if (wetness is not { } known)
            return false;
        if (name[..^1] is "n")
        {
            bin = new ClimateBin(null, known);
            return true;
        }

        if (!int.TryParse(name[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var lower) || lower % WidthC != 0)
            return false;
        bin = new ClimateBin(lower, known);
        return true;
    }
}
