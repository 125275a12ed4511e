namespace Powderwatts.Readings.Wire;

/// <summary>A node's topic, taken apart.</summary>
/// <param name="Site">The site's id.</param>
/// <param name="Node">The node's id.</param>
/// <param name="Leaf">What the topic carries.</param>
/// <param name="Sensor">The sensor's id, for `live` and `event`.</param>
public sealed record NodeTopic(string Site, string Node, TopicLeaf Leaf, string? Sensor);
