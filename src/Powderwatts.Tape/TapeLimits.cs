namespace Powderwatts.Tape;

/// <summary>The limits of tape format 1. They hold for what is written and for what is read.</summary>
public static class TapeLimits
{
    /// <summary>The version that this program writes and reads.</summary>
    public const int Version = 1;

    /// <summary>Bytes of a block's lines. A block that says more is refused before it is inflated.</summary>
    public const int BlockBytes = 4 * 1024 * 1024;

    /// <summary>Bytes of a block in the file: what does not shrink grows by less than this.</summary>
    public const int StoredBlockBytes = BlockBytes + 64 * 1024;

    /// <summary>Blocks of a tape, those of its index aside.</summary>
    public const int Blocks = 1_000_000;

    /// <summary>Nodes of a tape.</summary>
    public const int Nodes = 256;

    /// <summary>Sensors of a tape, of all nodes together, described or not.</summary>
    public const int Sensors = 4096;

    /// <summary>Damages that a reader keeps by name; the others are counted.</summary>
    public const int Damages = 1000;

    /// <summary>Bad lines of one block that are passed over by themselves; after them the rest of the block is.</summary>
    public const int BadLines = 100;

    /// <summary>Characters of the rig's hash.</summary>
    public const int RigHashLength = 128;
}
