using System.Globalization;

namespace Powderwatts.Settings.Yaml;

/// <summary>Sizes as people write them in a rig: a number and one unit, `512MiB`, `2GiB`, `200MB`.</summary>
internal static class SizeText
{
    private static readonly (string Unit, double Bytes)[] units = [("MiB", 1 << 20), ("GiB", 1 << 30), ("MB", 1e6), ("GB", 1e9)];

    /// <summary>Reads a size, bytes. False without a unit or with a sign.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        foreach (var (unit, size) in units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal)
                || !double.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || !(number * size < long.MaxValue / 2))
                continue;
            bytes = (long)(number * size);
            return true;
        }

        return false;
    }

    /// <summary>Writes a size in the largest binary unit that leaves it short.</summary>
    public static string Format(long bytes) =>
        bytes >= 1 << 30 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.##}GiB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.##}MiB");
}
