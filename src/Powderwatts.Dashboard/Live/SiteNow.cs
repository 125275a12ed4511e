using System.Collections.Immutable;
using Powderwatts.Readings;

namespace Powderwatts.Dashboard.Live;

/// <summary>The whole site as it is now.</summary>
/// <param name="T">The instant, Unix milliseconds.</param>
/// <param name="Mode">The site's mode.</param>
/// <param name="Tape">The tape that is shown; null in any other mode.</param>
/// <param name="Sensors">Circuits first, then in the order of their node's description.</param>
internal sealed record SiteNow(long T, Origin Mode, TapeNow? Tape, ImmutableArray<SensorNow> Sensors);
