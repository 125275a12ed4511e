using Powderwatts.Readings;

namespace Powderwatts.Store;

/// <summary>What a store keeps apart: one sensor of one node, by origin.</summary>
/// <param name="Site">The site's id.</param>
/// <param name="Node">The node's id.</param>
/// <param name="Sensor">The sensor's id.</param>
/// <param name="Origin">Live, replay or sim; never mixed.</param>
public sealed record Series(string Site, string Node, string Sensor, Origin Origin);
