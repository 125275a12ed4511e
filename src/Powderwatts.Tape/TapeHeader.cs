using System.Collections.Immutable;

namespace Powderwatts.Tape;

/// <summary>What a tape says of itself. All of it is checked when it is written and when it is read; nothing of it is ever used as a path.</summary>
/// <param name="Site">The site's id.</param>
/// <param name="Name">The name that people read, 1 to 64 characters.</param>
/// <param name="Zone">The site's time zone, an IANA name: `America/Denver`. A name that this machine does not know is accepted.</param>
/// <param name="Nodes">The nodes and their sensors.</param>
/// <param name="Source">Where the readings come from: <see cref="FromData"/>, <see cref="FromLive"/> or <see cref="FromImport"/>.</param>
/// <param name="Software">The program that made the tape, with its version, 1 to 64 characters.</param>
/// <param name="RigHash">A hash of the settings that were in force, 1 to 128 characters; null when there were none.</param>
/// <param name="MadeAt">When the tape was begun, Unix milliseconds.</param>
public sealed record TapeHeader(
    string Site, string Name, string Zone, ImmutableArray<TapeNode> Nodes, string Source, string Software, string? RigHash, long MadeAt)
{
    /// <summary>Recorded from the topic `data`: complete.</summary>
    public const string FromData = "data";

    /// <summary>Recorded from the topic `live`: may lack samples.</summary>
    public const string FromLive = "live";

    /// <summary>Made from another program's records.</summary>
    public const string FromImport = "import";
}
