using Powderwatts.Readings;

namespace Powderwatts.Store;

/// <summary>A stored reading with its series and its outbox sequence.</summary>
/// <param name="Series">The series.</param>
/// <param name="Reading">The reading.</param>
/// <param name="N">Its outbox sequence.</param>
/// <param name="Outbox">The first 12 hex digits of its outbox id, as a number.</param>
public readonly record struct StoredReading(Series Series, Reading Reading, long N, long Outbox);
