namespace Powderwatts.Tape.Format;

/// <summary>Why bytes are no header of a block.</summary>
internal enum BlockFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Not gzip.</summary>
    NotGzip,

    /// <summary>Gzip, but not of a tape.</summary>
    NotTape,

    /// <summary>Another version's.</summary>
    Version,

    /// <summary>The checksum or a value is wrong.</summary>
    Damaged,
}
