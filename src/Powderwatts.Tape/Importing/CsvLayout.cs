namespace Powderwatts.Tape.Importing;

/// <summary>How a CSV file is laid out.</summary>
public sealed record CsvLayout
{
    /// <summary>The delimiter that stands for runs of blanks and tabs.</summary>
    public const char Blanks = ' ';

    /// <summary>Between two fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Around a field that holds delimiters or line breaks; null when there is none.</summary>
    public char? Quote { get; init; } = '"';

    /// <summary>The decimal sign, `.` or `,`.</summary>
    public char DecimalSign { get; init; } = '.';

    /// <summary>Does the first row hold names?</summary>
    public bool Header { get; init; } = true;

    /// <summary>Lines that begin with this are no rows; null when there are none.</summary>
    public string? Comment { get; init; } = "#";

    /// <summary>Lines before the header or the first row.</summary>
    public int Skip { get; init; }
}
