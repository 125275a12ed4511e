namespace Powderwatts.Importing;

/// <summary>What `tape import` is told.</summary>
internal sealed record ImportOptions
{
    /// <summary>The name that stands for the standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The mapping file.</summary>
    public required string Map { get; init; }

    /// <summary>The input; <see cref="StandardInput"/> for the standard input.</summary>
    public required string Input { get; init; }

    /// <summary>The tape.</summary>
    public required string Tape { get; init; }

    /// <summary>Replace a tape of that name?</summary>
    public bool Force { get; init; }

    /// <summary>A file for every row and value that is not used; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Tell every one of them on the standard error too?</summary>
    public bool Verbose { get; init; }

    /// <summary>Report for a program?</summary>
    public bool Json { get; init; }
}
