namespace Powderwatts.Tape;

/// <summary>A tape cannot be read or written. The message says what, where, why and the next step.</summary>
/// <param name="message">The whole sentence.</param>
/// <param name="position">Where in the file, bytes from its beginning.</param>
/// <param name="inner">What the operating system said, if it was that.</param>
public sealed class TapeException(string message, long position, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Where in the file, bytes from its beginning.</summary>
    public long Position { get; } = position;
}
