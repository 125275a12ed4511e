namespace Powderwatts.Tape;

/// <summary>How a tape ends.</summary>
public enum TapeEnding
{
    /// <summary>It was completed and nothing in it is damaged, as far as it has been read.</summary>
    Complete,

    /// <summary>It has no end: its writer is still at work, was cut off, or the file was. All whole blocks before that are read.</summary>
    Truncated,

    /// <summary>Something in it cannot be read; what can be read is.</summary>
    Damaged,
}
