namespace Powderwatts.Tape.Recording;

/// <summary>What is recorded, and where to.</summary>
public sealed record RecordOptions
{
    /// <summary>The first file. Those that follow have a number before the ending: `roof.pwtape`, `roof.2.pwtape`.</summary>
    public required string File { get; init; }

    /// <summary>The site whose readings are recorded.</summary>
    public required string Site { get; init; }

    /// <summary>The tape's name, 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The site's time zone, an IANA name.</summary>
    public required string Zone { get; init; }

    /// <summary>The program and its version.</summary>
    public required string Software { get; init; }

    /// <summary>A hash of the settings in force; null when there are none.</summary>
    public string? RigHash { get; init; }

    /// <summary>Record the topic `live`, which may miss samples, instead of `data`?</summary>
    public bool Live { get; init; }

    /// <summary>A file is ended at this size, bytes.</summary>
    public long FileBytes { get; init; } = 64L << 20;

    /// <summary>All files of this name together, bytes, those of earlier recordings too; beyond it the oldest go.</summary>
    public long BudgetBytes { get; init; } = 1L << 30;
}
