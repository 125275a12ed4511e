using System.Collections.Immutable;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>What a node says of itself, as far as it does not change while it runs.</summary>
/// <param name="Site">The site's id.</param>
/// <param name="Node">The node's id.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Machine">The machine's id.</param>
/// <param name="Run">A random id made at start.</param>
/// <param name="Boot">The kernel's boot id, or empty.</param>
/// <param name="Sensors">Every sensor of the node.</param>
public sealed record NodeFacts(
    string Site, string Node, string Version, string Machine, string Run, string Boot, ImmutableArray<SensorAbout> Sensors)
{
    /// <summary>The tape that is played in the node's place; null for a node that measures.</summary>
    public TapeAbout? Tape { get; init; }

    /// <summary>The client id of a replay's data connection, where it is not the node's: a node and a tape may both be there.</summary>
    public string? ReplayClient { get; init; }

    /// <summary>The client id and broker user of the data connection: `lodge/booth-pi`.</summary>
    public string DataClient => $"{Site}/{Node}";

    /// <summary>The client id and broker user of the live connection: `lodge/booth-pi/live`.</summary>
    public string LiveClient => $"{Site}/{Node}/live";

    /// <summary>A new random id for <see cref="Run"/>.</summary>
    public static string NewRun() => OutboxId.New().ToString()[..16];

    internal About About(OutboxId outbox, long next) => new(Version, Machine, Run, Boot, outbox, next, Sensors) { Tape = Tape };
}
