using Powderwatts.Readings;

namespace Powderwatts.Dashboard.Live;

/// <summary>Which origin a site shows. A tape and what is measured meanwhile are never on one screen.</summary>
internal static class SiteMode
{
    /// <summary>Readings that came within this time of the newest one tell the tape's clock: one that has begun anew leaves the old instants behind.</summary>
    private const long TogetherMs = 1000;

    /// <summary>
    /// Replay while a tape plays, else live where any sensor is real, else sim; of the nodes that are up. When none is: of those that
    /// measure, or of tapes when there is nothing else, for a tape that was killed says nothing of a site whose nodes are down.
    /// </summary>
    public static Origin Of(IReadOnlyCollection<NodeBoard> nodes)
    {
        var described = nodes.Where(n => n.About is not null).ToList();
        var up = described.Where(n => n.Online != false).ToList();
        var measuring = described.Where(n => n.About!.Tape is null).ToList();
        var shown = up.Count > 0 ? up : measuring.Count > 0 ? measuring : described;
        var origins = shown.SelectMany(n => n.About!.Sensors).Select(s => s.Origin).ToHashSet();
        return origins.Contains(Origin.Replay) ? Origin.Replay
            : origins.Contains(Origin.Live) || origins.Count == 0 ? Origin.Live
            : Origin.Sim;
    }

    /// <summary>Is the sensor shown in this mode?</summary>
    public static bool Shows(Origin mode, SensorBoard sensor) => sensor.IsKnown && sensor.IsReplay == (mode == Origin.Replay);

    /// <summary>The tape of the first node that plays one and is up; null in any other mode.</summary>
    public static TapeNow? Tape(Origin mode, IReadOnlyCollection<NodeBoard> nodes)
    {
        if (mode != Origin.Replay)
            return null;
        var playing = nodes.Where(n => n.About?.Tape is not null).ToList();
        var about = (playing.Find(n => n.Online != false) ?? playing.FirstOrDefault())?.About!.Tape;
        return about is null ? null : new TapeNow(about, Clock(nodes));
    }

    /// <summary>The clock of the tape; null when nothing of one has come.</summary>
    public static long? Clock(IEnumerable<NodeBoard> nodes)
    {
        var arrived = nodes.SelectMany(n => n.Sensors).Where(s => s.IsReplay).Select(s => s.Newest).OfType<(long T, long At)>().ToList();
        if (arrived.Count == 0)
            return null;
        var newest = arrived.Max(a => a.At);
        return arrived.Where(a => newest - a.At <= TogetherMs).Max(a => a.T);
    }
}
