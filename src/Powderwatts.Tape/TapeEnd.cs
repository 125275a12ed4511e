namespace Powderwatts.Tape;

/// <summary>How a tape ends, as far as it has been read.</summary>
/// <param name="Ending">In one word.</param>
/// <param name="Position">Where it ends or where the first damage is, bytes from the beginning of the file.</param>
/// <param name="Reason">Why, in words; empty when complete.</param>
public sealed record TapeEnd(TapeEnding Ending, long Position, string Reason);
