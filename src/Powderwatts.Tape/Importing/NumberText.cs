using System.Globalization;

namespace Powderwatts.Tape.Importing;

/// <summary>Reads numbers strictly: one decimal sign, no grouping, no unit behind it.</summary>
public static class NumberText
{
    private const int MostDigits = 64;

    /// <summary>Reads a finite number with a point as decimal sign.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Reads a finite number with the decimal sign that the mapping says; the other sign is a fault, never a thousands separator.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, char decimalSign, out double value)
    {
        if (decimalSign == '.')
            return TryRead(text, out value);
        value = 0;
        if (text.Length > MostDigits || text.Contains('.'))
            return false;
        Span<char> point = stackalloc char[text.Length];
        text.Replace(point, ',', '.');
        return TryRead(point, out value);
    }
}
