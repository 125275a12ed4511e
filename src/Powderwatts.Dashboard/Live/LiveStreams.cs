namespace Powderwatts.Dashboard.Live;

/// <summary>Every open stream. Used by the <see cref="LiveBoard"/> under its lock.</summary>
internal sealed class LiveStreams
{
    private readonly List<LiveStream> open = [];

    /// <summary>Is any page listening?</summary>
    public bool Any => open.Count > 0;

    /// <summary>Adds a stream.</summary>
    public void Add(LiveStream stream) => open.Add(stream);

    /// <summary>Takes a stream out.</summary>
    public void Remove(LiveStream stream) => open.Remove(stream);

    /// <summary>Puts something into every stream and wakes it.</summary>
    public void Tell(Action<LiveStream> put)
    {
        foreach (var stream in open)
        {
            put(stream);
            stream.Wake();
        }
    }
}
