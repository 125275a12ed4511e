using Powderwatts.Readings.Wire;

namespace Powderwatts.Collector.Intake;

/// <summary>A received payload of a `data` topic that is not settled yet.</summary>
/// <param name="Topic">The topic as it came.</param>
/// <param name="Node">The topic taken apart; null when it is none of ours.</param>
/// <param name="Payload">A copy of the payload; only its beginning when it is too long.</param>
/// <param name="Length">The payload's true length, bytes.</param>
internal sealed record PendingChunk(string Topic, NodeTopic? Node, byte[] Payload, long Length);
