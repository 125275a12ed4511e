using System.Runtime.CompilerServices;

namespace Powderwatts.Store.Answers;

/// <summary>
/// Merges the series of a store into one stream in order of instant, node and sensor. Each series is asked for page by page, so memory
/// is bounded and no question stays open while a slow reader takes the rows.
/// </summary>
internal static class RowMerge
{
    /// <summary>Rows held at most, of all series together, when they are few enough.</summary>
    public const int MostHeld = 50_000;

    private const int LargestPage = 5000;
    private const int SmallestPage = 100;

    private static readonly Comparer<(long T, string Node, string Sensor)> inOrder = Comparer<(long T, string Node, string Sensor)>.Create((a, b) =>
        a.T != b.T ? a.T.CompareTo(b.T)
        : string.CompareOrdinal(a.Node, b.Node) is var nodes and not 0 ? nodes
        : string.CompareOrdinal(a.Sensor, b.Sensor));

    /// <summary>The rows of all series.</summary>
    /// <param name="series">One for each series.</param>
    /// <param name="from">First instant, Unix milliseconds, inclusive.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IAsyncEnumerable<StoredReading> RowsAsync(IReadOnlyCollection<RowPage> series, long from, CancellationToken cancellationToken) =>
        RowsAsync(series, from, Math.Clamp(MostHeld / Math.Max(1, series.Count), SmallestPage, LargestPage), cancellationToken);

    internal static async IAsyncEnumerable<StoredReading> RowsAsync(
        IReadOnlyCollection<RowPage> series, long from, int pageRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heads = new PriorityQueue<Cursor, (long T, string Node, string Sensor)>(series.Count, inOrder);
        foreach (var page in series)
        {
            var cursor = new Cursor(page, pageRows);
            if (await cursor.FillAsync(from, cancellationToken).ConfigureAwait(false))
                heads.Enqueue(cursor, cursor.Key);
        }

        while (heads.TryDequeue(out var cursor, out _))
        {
            var row = cursor.Row;
            yield return row;
            if (await cursor.NextAsync(cancellationToken).ConfigureAwait(false))
                heads.Enqueue(cursor, cursor.Key);
        }
    }

    /// <summary>One series, at one of its rows.</summary>
    private sealed class Cursor(RowPage page, int pageRows)
    {
        private IReadOnlyList<StoredReading> rows = [];
        private int at;

        public StoredReading Row => rows[at];

        public (long T, string Node, string Sensor) Key => (Row.Reading.T, Row.Series.Node, Row.Series.Sensor);

        public async Task<bool> FillAsync(long from, CancellationToken cancellationToken)
        {
            (rows, at) = (await page(from, pageRows, cancellationToken).ConfigureAwait(false), 0);
            return rows.Count > 0;
        }

        public async Task<bool> NextAsync(CancellationToken cancellationToken)
        {
            var last = Row.Reading.T;
            if (++at < rows.Count)
                return true;
            return rows.Count >= pageRows && await FillAsync(last + 1, cancellationToken).ConfigureAwait(false);
        }
    }
}
