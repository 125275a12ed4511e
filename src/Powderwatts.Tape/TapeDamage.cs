namespace Powderwatts.Tape;

/// <summary>Something on a tape that could not be read.</summary>
/// <param name="Position">Where its block begins, bytes from the beginning of the file.</param>
/// <param name="Line">The line in the block, from 1; 0 when it is the block as a whole.</param>
/// <param name="Readings">How many readings are lost by it; null when that is not known.</param>
/// <param name="Reason">Why.</param>
public sealed record TapeDamage(long Position, int Line, long? Readings, string Reason);
