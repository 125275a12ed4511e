using System.Collections.Immutable;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Store;

/// <summary>The answer to a <see cref="HistoryQuestion"/>.</summary>
/// <param name="Buckets">Buckets that hold readings, rising; a bucket without readings is absent.</param>
/// <param name="Gaps">Where readings are missing, rising.</param>
public sealed record History(ImmutableArray<HistoryBucket> Buckets, ImmutableArray<TimeGap> Gaps);
