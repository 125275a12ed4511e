using Powderwatts.Readings;

namespace Powderwatts.Exporting;

/// <summary>What `export` is told.</summary>
internal sealed record ExportOptions
{
    /// <summary>`csv` or `line`.</summary>
    public required string Format { get; init; }

    /// <summary>Start; null for the first reading.</summary>
    public GivenInstant? From { get; init; }

    /// <summary>End, exclusive; null for now, of a tape for all of it.</summary>
    public GivenInstant? To { get; init; }

    /// <summary>The origin; null for that of the rig's mode, sim or live, of a tape for all.</summary>
    public Origin? Origin { get; init; }

    /// <summary>The site in the store; null for the rig's.</summary>
    public string? Site { get; init; }

    /// <summary>Only this node; null for all.</summary>
    public string? Node { get; init; }

    /// <summary>Only this sensor; null for all.</summary>
    public string? Sensor { get; init; }

    /// <summary>A tape in place of the store; null for the store.</summary>
    public string? Tape { get; init; }

    /// <summary>The file; null for the standard output.</summary>
    public string? Output { get; init; }

    /// <summary>Replace a file of that name?</summary>
    public bool Force { get; init; }

    /// <summary>With the place in the outbox?</summary>
    public bool WithSequence { get; init; }
}
