using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Replaying;

/// <summary>Takes the chunks of a tape that is played. The next chunk comes when the task has ended, so a slow target slows the tape.</summary>
/// <param name="site">The site's id.</param>
/// <param name="node">The node's id.</param>
/// <param name="chunk">Within the limits of the wire; the outbox id is the node's, random; sequences rise by one from 1.</param>
/// <param name="cancellationToken">Ends the playing.</param>
public delegate Task ChunkTarget(string site, string node, Chunk chunk, CancellationToken cancellationToken);
