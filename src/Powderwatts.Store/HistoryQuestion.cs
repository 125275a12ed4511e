using Powderwatts.Readings;

namespace Powderwatts.Store;

/// <summary>A question for one quantity of one series over time.</summary>
/// <param name="Series">The series.</param>
/// <param name="Quantity">The quantity.</param>
/// <param name="From">Start, Unix milliseconds, inclusive.</param>
/// <param name="To">End, Unix milliseconds, exclusive.</param>
/// <param name="BucketMs">Width of a bucket, milliseconds; buckets begin at multiples of it.</param>
public sealed record HistoryQuestion(Series Series, Quantity Quantity, long From, long To, long BucketMs);
