using System.Collections.Immutable;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape;

/// <summary>A node on a tape, as it described itself.</summary>
/// <param name="Node">The id.</param>
/// <param name="Sensors">Its sensors, as in `about`; at most <see cref="WireLimits.Sensors"/>.</param>
public sealed record TapeNode(string Node, ImmutableArray<SensorAbout> Sensors);
