using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>One value of a row and the quantity that it becomes.</summary>
/// <param name="Column">The column of a CSV file, the path in a JSON payload, or the field of line protocol; a payload that is a number has an empty path.</param>
/// <param name="Quantity">What it becomes.</param>
/// <param name="Unit">The unit it is written in.</param>
public sealed record FieldMap(ColumnMap Column, Quantity Quantity, Unit Unit)
{
    /// <summary>The MQTT topic; null for other formats.</summary>
    public string? Topic { get; init; }

    /// <summary>The number is multiplied by this first.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added after that, in the unit that the number is written in.</summary>
    public double Offset { get; init; }

    /// <summary>Least number that is a measurement, as it is written; null without a limit.</summary>
    public double? Least { get; init; }

    /// <summary>Greatest number that is a measurement, as it is written; null without a limit.</summary>
    public double? Most { get; init; }

    /// <summary>Energy only: each row holds what was used since the row before, not a counter.</summary>
    public bool Each { get; init; }

    /// <summary>The value in the quantity's own unit.</summary>
    public double Convert(double written) => Unit.Convert(written, Scale, Offset);
}
