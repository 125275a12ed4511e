namespace Powderwatts.Tape.Replaying;

/// <summary>Recordings to play.</summary>
public static class TapeSources
{
    /// <summary>The readings of a file. What cannot be read of it is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ended">Is told at the end of each pass, also of one that was broken off, how the tape ends as far as it was read.</param>
    public static ReadingSource File(string path, Action<TapeEnd>? ended = null) => from => Readings(() => TapeReader.Open(path), from, ended);

    /// <summary>The readings of a tape that is opened anew each time.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="ended">As of <see cref="File"/>.</param>
    public static ReadingSource Of(Func<Stream> open, Action<TapeEnd>? ended = null) => from => Readings(() => TapeReader.Open(open()), from, ended);

    /// <summary>The same readings with another name for each node.</summary>
    public static ReadingSource Renamed(ReadingSource source, Func<string, string> name) =>
        from => source(from).Select(line => line with { Node = name(line.Node) });

    private static IEnumerable<TapeReading> Readings(Func<TapeReader> open, long? from, Action<TapeEnd>? ended)
    {
        using var reader = open();
        try
        {
            if (from is { } instant)
                reader.SeekTo(instant);
            while (reader.TryRead(out var reading))
                yield return reading;
        }
        finally
        {
            ended?.Invoke(reader.End);
        }
    }
}
