using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>As much of a damaged outbox as SQLite still reads: each table by itself, and rows also behind a page that is gone.</summary>
internal sealed class DamagedFile : IDisposable
{
    private const int ReadAtOnce = 1000;
    private const int FurthestJump = 1 << 20; // rows: beyond this distance nothing more is looked for

    private readonly SqliteConnection connection;
    private readonly Dictionary<int, RowSource> sources = [];

    private DamagedFile(SqliteConnection connection, OutboxId id, string machine) => (this.connection, Id, Machine) = (connection, id, machine);

    /// <summary>The outbox's id.</summary>
    public OutboxId Id { get; }

    /// <summary>The machine that it belongs to.</summary>
    public string Machine { get; }

    /// <summary>The highest sequence that is known to have been given out; 0 when that cannot be read.</summary>
    public long Highest { get; private set; }

    /// <summary>The sequences that need not be sent any more; null when that cannot be read.</summary>
    public RowSet? Holes { get; private set; }

    /// <summary>Opens a file; null when not even its id can be read, or when it is none of ours.</summary>
    public static DamagedFile? Open(string path)
    {
        SqliteConnection? connection = null;
        DamagedFile? found = null;
        try
        {
            connection = OutboxSchema.Connect(path, readOnly: true);
            Each(connection, "SELECT outbox, machine FROM identity", r => found = new DamagedFile(connection, OutboxId.Parse(r.Text(0)), r.Text(1)));
            found?.ReadTables();
        }
        catch (Exception fault) when (fault is SqliteException or FormatException)
        {
            found = null;
        }

        if (found is null)
            connection?.Dispose();
        return found;
    }

    /// <summary>The rows that can be read, rising, while they are asked for: a page of them is in memory.</summary>
    public IEnumerable<(long N, Reading? Reading, Gap? Gap)> Rows()
    {
        var (from, page) = (1L, new List<(long N, byte[]? Packed)>(ReadAtOnce));
        while (true)
        {
            page.Clear();
            var whole = Try(() => Each(connection, $"SELECT n, body FROM row WHERE n >= {from} ORDER BY n LIMIT {ReadAtOnce}", r => page.Add((r.Whole(0), BodyOf(r)))));
            var more = whole && page.Count == ReadAtOnce; // then the last one comes again, before those that say whether its sequence is right
            var last = from - 1;
            for (var i = 0; i < page.Count - (more ? 1 : 0); i++)
            {
                var n = page[i].N;
                // a flipped bit in a sequence: one that is above what comes next, or not above what came, is lost under its own
                var follower = i + 1 < page.Count ? page[i + 1].N : Math.Max(Highest, last + FurthestJump) + 1;
                if (n <= last || (n >= follower && follower > last))
                    continue;
                last = n;
                if (Unpacked(n, page[i].Packed) is { } row)
                    yield return row;
            }

            if (whole && !more)
                yield break;
            if (more)
                from = last < from ? from + ReadAtOnce : last + 1;
            else if (NextReadable(last + 1) is { } next)
                from = next;
            else
                yield break;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private void ReadTables()
    {
        Try(() => Each(connection, "SELECT id, sensor, origin, interval_s, energy_from FROM source", r =>
        {
            try
            {
                sources[r.SourceId(0)] = r.Source(1);
            }
            catch (FormatException)
            {
                // the rows that refer to it are lost and named; those of the others are not
            }
        }));
        var holes = RowSet.Empty;
        if (Try(() => Each(connection, "SELECT \"from\", \"to\" FROM hole ORDER BY \"from\"", r => holes = holes.With(new RowRange(r.Whole(0), r.Whole(1))))))
            Holes = holes;
        Try(() => Highest = OutboxSchema.Scalar(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'row'"));
    }

    // a page that is gone holds some dozens of rows: far enough behind it the tree can be read again; then back to the nearest such place
    private long? NextReadable(long bad)
    {
        var step = 1L;
        while (!IsReadable(bad + step))
        {
            step *= 2;
            if (step > FurthestJump)
                return null;
        }

        var (low, high) = (bad + (step / 2), bad + step);
        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            if (IsReadable(middle))
                high = middle;
            else
                low = middle;
        }

        return high;
    }

    private bool IsReadable(long from) =>
        Try(() => Each(connection, $"SELECT n FROM row WHERE n >= {from} ORDER BY n LIMIT 1", static r => r.Whole(0)));

    private static byte[]? BodyOf(SqliteDataReader row)
    {
        try
        {
            return row.Body(1);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // null: this one is lost; it is named with the others that are not here
    private (long N, Reading? Reading, Gap? Gap)? Unpacked(long n, byte[]? packed)
    {
        try
        {
            if (packed is null)
                return null;
            if (RowCodec.IsGap(packed))
                return (n, null, RowCodec.ReadGap(packed, n));
            return sources.TryGetValue(RowCodec.SourceOf(packed), out var source) ? (n, RowCodec.Read(packed, source), null) : null;
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static bool Try(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception fault) when (fault is SqliteException or FormatException)
        {
            return false;
        }
    }

    private static void Each(SqliteConnection connection, string sql, Action<SqliteDataReader> row)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            row(reader);
    }
}
