using Powderwatts.Readings;

namespace Powderwatts.Tape;

/// <summary>One reading on a tape. The order of the readings is that in which they arrived, which need not be that of their instants.</summary>
/// <param name="Node">The node's id.</param>
/// <param name="Reading">The reading, with the origin that it had when it was recorded.</param>
public readonly record struct TapeReading(string Node, Reading Reading);
