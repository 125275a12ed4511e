using System.Collections.Frozen;
using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Tape.Importing;

/// <summary>Turns a text of the input into a value of its quantity, or says why not.</summary>
internal sealed class CellReader(IEnumerable<string> missing, char decimalSign)
{
    private static readonly FrozenSet<string> on = new[] { "1", "on", "true", "yes", "wet", "open" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> off = new[] { "0", "off", "false", "no", "dry", "closed" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly FrozenSet<string> marks = missing.ToFrozenSet(StringComparer.Ordinal);

    // -99 and -99.00 are the same mark
    private readonly FrozenSet<double> numberMarks = missing
        .Select(m => NumberText.TryRead(m, decimalSign, out var number) ? number : double.NaN).Where(double.IsFinite).ToFrozenSet();

    /// <summary>Reads one value: null without a fault is a missing one.</summary>
    /// <param name="text">As it stands in the input.</param>
    /// <param name="field">What it becomes.</param>
    /// <param name="fault">Why it is not used.</param>
    public double? Read(string text, FieldMap field, out RowFault? fault)
    {
        fault = null;
        text = text.Trim();
        if (text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase) || marks.Contains(text))
            return null;
        if (field.Quantity is Quantity.Wet or Quantity.State)
        {
            if (on.Contains(text) || off.Contains(text))
                return on.Contains(text) ? 1 : 0;
            // 1.0 and 0.000 are states too
            if (!NumberText.TryRead(text, decimalSign, out var state) || state is not (0 or 1))
                return Fail(out fault, new(RowReason.BadNumber, $"{field.Column.Name} is {RowFault.Quoted(text)}, neither on nor off"));
            return state;
        }

        if (!NumberText.TryRead(text, decimalSign, out var written))
            return Fail(out fault, new(RowReason.BadNumber, $"{field.Column.Name} is {RowFault.Quoted(text)}, no number with the decimal sign '{decimalSign}'"));
        return numberMarks.Contains(written) ? null : Value(written, field, out fault);
    }

    /// <summary>A number that was read already.</summary>
    public static double? Value(double written, FieldMap field, out RowFault? fault)
    {
        fault = null;
        if (written < field.Least || written > field.Most)
        {
            return Fail(out fault, new(RowReason.OutOfRange, string.Create(CultureInfo.InvariantCulture,
                $"{field.Column.Name} is {written}, outside {field.Least?.ToString(CultureInfo.InvariantCulture) ?? "..."} to {field.Most?.ToString(CultureInfo.InvariantCulture) ?? "..."}")));
        }

        var value = field.Convert(written);
        if (!double.IsFinite(value) || (field.Quantity == Quantity.EnergyWh && value is < 0 or >= EnergyStream.Highest))
            return Fail(out fault, new(RowReason.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"{field.Column.Name} is {written}, which no counter shows")));
        return value;
    }

    private static double? Fail(out RowFault? fault, RowFault why)
    {
        fault = why;
        return null;
    }
}
