using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Store;

/// <summary>
/// One circuit's counter over a period: enough points to work out every difference exactly (for each boundary the neighbours
/// on both sides, and the first and last point of each run with equal `energy_from`), and the gaps.
/// </summary>
/// <param name="Series">The circuit.</param>
/// <param name="Points">Counter points, rising in time.</param>
/// <param name="Gaps">Where readings are missing, clipped to the period.</param>
public sealed record CircuitCounter(Series Series, ImmutableArray<CounterPoint> Points, ImmutableArray<TimeGap> Gaps);
