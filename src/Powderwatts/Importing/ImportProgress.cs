using System.Globalization;
using Powderwatts.Tape.Importing;

namespace Powderwatts.Importing;

/// <summary>One line that tells how far an import is, written over itself.</summary>
internal sealed class ImportProgress(TextWriter words, Stream input)
{
    private int width;

    /// <summary>Shows it.</summary>
    public void Show(ImportReport report)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{report.RowsRead:N0} rows{(input.CanSeek && input.Length > 0 ? $", {100.0 * input.Position / input.Length:0} %" : "")}");
        words.Write($"\r{line.PadRight(width)}");
        width = line.Length;
    }

    /// <summary>Takes it away.</summary>
    public void Clear()
    {
        if (width > 0)
            words.Write($"\r{new string(' ', width)}\r");
    }
}
