using System.IO.Compression;

namespace Powderwatts.Tape;

/// <summary>How a tape is written.</summary>
public sealed record TapeWriterOptions
{
    /// <summary>A block ends when its lines reach this, bytes, 1 KiB to 1 MiB. Larger shrinks better, smaller loses less in a crash.</summary>
    public int BlockBytes { get; init; } = 64 * 1024;

    /// <summary>How hard to press.</summary>
    public CompressionLevel Level { get; init; } = CompressionLevel.Optimal;

    /// <summary>
    /// Write beside the file, under its name with `.part`, and give it its name only when it is complete; without
    /// <see cref="TapeWriter.Complete"/> nothing remains. For tapes that are made from others, not for a recording.
    /// </summary>
    public bool Aside { get; init; }

    /// <summary>Replace a file of that name, when the new one is complete. Means <see cref="Aside"/>.</summary>
    public bool Overwrite { get; init; }
}
