namespace Powderwatts.Edge.Publishing;

/// <summary>What the sender is to do now.</summary>
/// <param name="Action">The kind of step.</param>
/// <param name="Chunk">The chunk that it is about; null for a new one and for waiting.</param>
/// <param name="Wait">How long to wait at most; null when only news can change anything.</param>
internal readonly record struct SendStep(SendAction Action, SentChunk? Chunk, TimeSpan? Wait);
