namespace Powderwatts.Tape.Replaying;

/// <summary>Recordings to play.</summary>
public static class TapeSources
{
    /// <summary>The readings of a file. What cannot be read of it is passed over.</summary>
    public static ReadingSource File(string path) => from => Readings(() => TapeReader.Open(path), from);

    /// <summary>The readings of a tape that is opened anew each time.</summary>
    public static ReadingSource Of(Func<Stream> open) => from => Readings(() => TapeReader.Open(open()), from);

    /// <summary>The same readings with another name for each node.</summary>
    public static ReadingSource Renamed(ReadingSource source, Func<string, string> name) =>
        from => source(from).Select(line => line with { Node = name(line.Node) });

    private static IEnumerable<TapeReading> Readings(Func<TapeReader> open, long? from)
    {
        using var reader = open();
        if (from is { } instant)
            reader.SeekTo(instant);
        while (reader.TryRead(out var reading))
            yield return reading;
    }
}
