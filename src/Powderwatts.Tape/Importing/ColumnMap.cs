using System.Globalization;

namespace Powderwatts.Tape.Importing;

/// <summary>A column of a CSV file: by its name in the header, or by its number.</summary>
/// <param name="Name">As it stands in the mapping file; digits alone are a number, from 1.</param>
/// <param name="Place">Where it stands there.</param>
public readonly record struct ColumnMap(string Name, MapPlace Place)
{
    /// <summary>The column's number, from 1; null when it is found by its name.</summary>
    public int? Number => int.TryParse(Name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
