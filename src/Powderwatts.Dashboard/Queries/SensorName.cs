namespace Powderwatts.Dashboard.Queries;

/// <summary>A sensor as the API names it: `node/sensor`.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Sensor">The sensor's id.</param>
internal readonly record struct SensorName(string Node, string Sensor)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Node}/{Sensor}";
}
