using Powderwatts.Tape.Replaying;

namespace Powderwatts.Replaying;

/// <summary>What the command line says of a tape that is to be played.</summary>
internal sealed record ReplayOptions
{
    /// <summary>The file, or <see cref="ReplayTape.Bundled"/>.</summary>
    public required string File { get; init; }

    /// <summary>How it is played.</summary>
    public PlayOptions Play { get; init; } = new();

    /// <summary>Give the tape's nodes other names, so that it can play beside the nodes that it was recorded from?</summary>
    public bool Beside { get; init; }
}
