using Powderwatts.Tape;

namespace Powderwatts.Replaying;

/// <summary>What of a tape could not be read while it played: known only once its blocks were read. Any thread.</summary>
internal sealed class TapeLoss
{
    private volatile TapeEnd? end;

    /// <summary>In words, with the place; null while all of it could be read.</summary>
    public string? Reason => end is { } known ? $"{known.Reason} (byte {known.Position})" : null;

    /// <summary>The tape was read up to somewhere.</summary>
    public void Note(TapeEnd reached)
    {
        if (reached.Ending != TapeEnding.Complete)
            end = reached;
    }
}
