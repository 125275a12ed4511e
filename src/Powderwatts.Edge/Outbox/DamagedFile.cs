using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>As much of a damaged outbox as SQLite still reads: each table by itself, and rows also behind a page that is gone.</summary>
internal sealed class DamagedFile
{
    private const int ReadAtOnce = 1000;
    private const int FurthestJump = 1 << 20; // rows: beyond this distance nothing more is looked for

    private readonly List<(long N, Reading? Reading, Gap? Gap)> rows = [];
    private readonly HashSet<long> taken = [];
    private readonly Dictionary<int, RowSource> sources = [];

    private DamagedFile(OutboxId id, string machine) => (Id, Machine) = (id, machine);

    /// <summary>The outbox's id.</summary>
    public OutboxId Id { get; }

    /// <summary>The machine that it belongs to.</summary>
    public string Machine { get; }

    /// <summary>The highest sequence that is known to have been given out.</summary>
    public long Highest { get; private set; }

    /// <summary>The sequences that need not be sent any more; null when that cannot be read.</summary>
    public RowSet? Holes { get; private set; }

    /// <summary>The rows that can be read, rising.</summary>
    public IReadOnlyList<(long N, Reading? Reading, Gap? Gap)> Rows => rows;

    /// <summary>Reads a file; null when not even its id can be read, or when it is none of ours.</summary>
    public static DamagedFile? Read(string path)
    {
        try
        {
            using var connection = OutboxSchema.Connect(path, readOnly: true);
            DamagedFile? found = null;
            Each(connection, "SELECT outbox, machine FROM identity", r => found = new DamagedFile(OutboxId.Parse(r.Text(0)), r.Text(1)));
            found?.ReadTables(connection);
            return found;
        }
        catch (Exception fault) when (fault is SqliteException or FormatException)
        {
            return null;
        }
    }

    private void ReadTables(SqliteConnection connection)
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
        ReadRows(connection);
        rows.Sort(static (a, b) => a.N.CompareTo(b.N));
        Highest = Math.Max(Highest, rows.Count > 0 ? rows[^1].N : 0);
    }

    private void ReadRows(SqliteConnection connection)
    {
        var from = 1L;
        while (true)
        {
            var count = 0;
            var last = from - 1;
            var whole = Try(() => Each(connection, $"SELECT n, body FROM row WHERE n >= {from} ORDER BY n LIMIT {ReadAtOnce}", r =>
            {
                (last, count) = (Math.Max(last, r.Whole(0)), count + 1);
                Take(r.Whole(0), r);
            }));
            if (whole && count < ReadAtOnce)
                return;
            from = last + 1;
            if (whole)
                continue;
            if (NextReadable(connection, from) is not { } next)
                return;
            from = next;
        }
    }

    // a page that is gone holds some dozens of rows: far enough behind it the tree can be read again; then back to the nearest such place
    private static long? NextReadable(SqliteConnection connection, long bad)
    {
        var step = 1L;
        while (!IsReadable(connection, bad + step))
        {
            step *= 2;
            if (step > FurthestJump)
                return null;
        }

        var (low, high) = (bad + (step / 2), bad + step);
        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            if (IsReadable(connection, middle))
                high = middle;
            else
                low = middle;
        }

        return high;
    }

    private static bool IsReadable(SqliteConnection connection, long from) =>
        Try(() => Each(connection, $"SELECT n FROM row WHERE n >= {from} ORDER BY n LIMIT 1", static r => r.Whole(0)));

    private void Take(long n, SqliteDataReader row)
    {
        try
        {
            if (n < 1 || (Highest > 0 && n > Highest) || !taken.Add(n))
                return; // a sequence with a flipped bit: the row is lost under its own
            var packed = row.Body(1);
            if (RowCodec.IsGap(packed))
                rows.Add((n, null, RowCodec.ReadGap(packed, n)));
            else if (sources.TryGetValue(RowCodec.SourceOf(packed), out var source))
                rows.Add((n, RowCodec.Read(packed, source), null));
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            // this one is lost; it is named with the others that are not here
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
