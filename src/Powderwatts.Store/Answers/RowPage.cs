namespace Powderwatts.Store.Answers;

/// <summary>Asks for a part of one series: its rows from an instant on, rising, and not more than a number of them.</summary>
/// <param name="from">First instant, Unix milliseconds, inclusive.</param>
/// <param name="most">The most rows; fewer means that there are no more.</param>
/// <param name="cancellationToken">Ends it.</param>
internal delegate Task<IReadOnlyList<StoredReading>> RowPage(long from, int most, CancellationToken cancellationToken);
