namespace Powderwatts.Dashboard.Live;

/// <summary>How far the sending of a first start's history is.</summary>
/// <param name="Node">The node that sends it.</param>
/// <param name="Part">The part of its health that counts it.</param>
/// <param name="Acknowledged">Rows that are settled.</param>
/// <param name="Total">Rows in all.</param>
internal readonly record struct Progress(string Node, string Part, long Acknowledged, long Total);
