using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Energy;
using Powderwatts.Readings.Wire;
using Powderwatts.Store.Answers;
using SQLitePCL;

namespace Powderwatts.Store.Sqlite;

/// <summary>One read-only connection with its prepared questions. Not thread-safe: a pool lends it to one caller at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private const long DayMs = 24 * 60 * 60 * 1000;

    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);

    /// <summary>Opens an existing file.</summary>
    /// <exception cref="StoreException">It belongs to a newer program or to another one.</exception>
    public SqliteReader(string path)
    {
        connection = SqliteConnections.Open(path, SqliteOpenMode.ReadOnly);
        try
        {
            // a day of one series is about 8 MB: mapped, it is read without a system call a page
            SqliteSchema.Execute(connection, "pragma mmap_size = 268435456; pragma query_only = on");
            SqliteSchema.Check(connection, path);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Stops a question that is being answered on another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(connection.Handle);

    /// <summary>Asks several things of one and the same state of the store.</summary>
    public T Snapshot<T>(Func<SqliteReader, T> question)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        try
        {
            return question(this);
        }
        finally
        {
            foreach (var statement in statements.Values)
                statement.Reset();
        }
    }

    /// <summary>The newest row of every series.</summary>
    public List<StoredReading> Last(string site, Origin origin)
    {
        var statement = Prepare($"""
            select s.node, s.sensor, r.t, {SqliteSchema.ReadingColumns} from series s join reading r
              on r.series = s.id and r.t = (select max(t) from reading where series = s.id)
              where s.site = ?1 and s.origin = ?2 order by s.node, s.sensor
            """);
        statement.Bind(1, site);
        statement.Bind(2, origin.Name());
        var rows = new List<StoredReading>();
        while (statement.Step())
            rows.Add(Row(statement, 2, new(site, statement.Text(0), statement.Text(1), origin)));
        statement.Reset();
        return rows;
    }

    /// <summary>The series that a question asks for, in order of node and sensor.</summary>
    public List<(long Id, Series Series)> Asked(RowsQuestion question)
    {
        var statement = Prepare("""
            select id, node, sensor from series
              where site = ?1 and origin = ?2 and (?3 is null or node = ?3) and (?4 is null or sensor = ?4) order by node, sensor
            """);
        statement.Bind(1, question.Site);
        statement.Bind(2, question.Origin.Name());
        statement.Bind(3, question.Node);
        statement.Bind(4, question.Sensor);
        var series = new List<(long Id, Series Series)>();
        while (statement.Step())
            series.Add((statement.Long(0), new(question.Site, statement.Text(1), statement.Text(2), question.Origin)));
        statement.Reset();
        return series;
    }

    /// <summary>Rows of one series, rising, not more than a number of them.</summary>
    public List<StoredReading> Page(long id, Series series, long from, long to, int most)
    {
        var statement = Prepare($"select t, {SqliteSchema.ReadingColumns} from reading where series = ?1 and t >= ?2 and t < ?3 order by t limit ?4");
        statement.Bind(1, id);
        statement.Bind(2, from);
        statement.Bind(3, to);
        statement.Bind(4, most);
        var rows = new List<StoredReading>();
        while (statement.Step())
            rows.Add(Row(statement, 0, series));
        statement.Reset();
        return rows;
    }

    /// <summary>Buckets and gaps of one quantity. Rows without the quantity count as missing.</summary>
    public History History(HistoryQuestion question)
    {
        if (Find(question.Series) is not { } series)
            return new([], [new(question.From, question.To)]);

        var name = question.Quantity.Name();
        var rows = Prepare($"""
            select t, interval_s, {name} from reading where series = ?1 and t >= ?2 and t < ?3 and {name} is not null order by t
            """);
        rows.Bind(1, series);
        rows.Bind(2, question.From);
        rows.Bind(3, question.To);

        var buckets = new HistoryBuckets(question.BucketMs);
        var gaps = new GapList(question.From, question.To);
        if (Neighbour(series, name, question.From, before: true) is { } earlier)
            gaps.Add(earlier.T, earlier.IntervalS);
        while (rows.Step())
        {
            var t = rows.Long(0);
            gaps.Add(t, rows.Double(1));
            buckets.Add(t, rows.Double(2));
        }

        rows.Reset();
        if (Neighbour(series, name, question.To, before: false) is { } later)
            gaps.Add(later.T, later.IntervalS);
        return new(buckets.ToImmutable(), gaps.ToImmutable());
    }

    /// <summary>The counters of every circuit of a site.</summary>
    public List<CircuitCounter> Counters(CounterQuestion question)
    {
        var circuits = Prepare("select id, node, sensor from series where site = ?1 and origin = ?2 and kind = 'circuit' order by node, sensor");
        circuits.Bind(1, question.Site);
        circuits.Bind(2, question.Origin.Name());
        var series = new List<(long Id, Series Series)>();
        while (circuits.Step())
            series.Add((circuits.Long(0), new(question.Site, circuits.Text(1), circuits.Text(2), question.Origin)));
        circuits.Reset();
        return [.. series.Select(s => Counter(s.Id, s.Series, question.Boundaries))];
    }

    /// <summary>Adds the sequences of every row of an outbox. False when they are too many for the set. A scan of the whole file.</summary>
    public bool Sequences(long outbox, SequenceSet held)
    {
        var statement = Prepare("select seq from reading where outbox = ?1 union all select seq from gap where outbox = ?1");
        statement.Bind(1, outbox);
        var fits = true;
        while (fits && statement.Step())
            fits = held.TryAdd(statement.Long(0));
        statement.Reset();
        return fits;
    }

    /// <summary>The ranges that gap rows of an outbox name.</summary>
    public List<RowRange> Dropped(long outbox)
    {
        var statement = Prepare("select distinct \"from\", \"to\" from gap where outbox = ?1");
        statement.Bind(1, outbox);
        var ranges = new List<RowRange>();
        while (statement.Step())
            ranges.Add(new(statement.Long(0), statement.Long(1)));
        statement.Reset();
        return ranges;
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        connection.Dispose();
    }

    private CircuitCounter Counter(long id, Series series, ImmutableArray<long> boundaries)
    {
        var (from, to) = (boundaries[0], boundaries[^1]);
        var rows = Prepare("""
            select t, interval_s, energy_wh, energy_from, quality from reading
              where series = ?1 and t >= ?2 and t < ?3 and energy_wh is not null and energy_from is not null order by t
            """);
        rows.Bind(1, id);
        rows.Bind(2, from);
        rows.Bind(3, to);

        var points = new CounterPicker(boundaries);
        var gaps = new GapList(from, to);
        foreach (var earlier in Edge(id, from, before: true))
        {
            points.Add(earlier);
            gaps.Add(earlier.T, earlier.IntervalS);
        }

        while (rows.Step())
        {
            var point = Point(rows);
            points.Add(point);
            gaps.Add(point.T, point.IntervalS);
        }

        rows.Reset();
        foreach (var later in Edge(id, to, before: false))
        {
            points.Add(later);
            gaps.Add(later.T, later.IntervalS);
        }

        return new(series, points.ToImmutable(), gaps.ToImmutable());
    }

    /// <summary>A whole row, from its instant on.</summary>
    private static StoredReading Row(SqliteStatement statement, int first, Series series)
    {
        var values = new QuantityValues();
        var column = first + 1;
        foreach (var quantity in Quantities.All)
        {
            if (!statement.IsNull(column))
                values[quantity] = statement.Double(column);
            column++;
        }

        var reading = new Reading(series.Sensor, statement.Long(first), values)
        {
            Quality = (Quality)statement.Long(column),
            Origin = series.Origin,
            IntervalS = statement.Double(column + 3),
            EnergyFrom = statement.IsNull(column + 4) ? null : statement.Long(column + 4),
        };
        return new(series, reading, statement.Long(column + 1), statement.Long(column + 2));
    }

    /// <summary>The points next to an edge of the period, rising: the nearest, and when that is unsynced the nearest synced one of a day.</summary>
    private IEnumerable<CounterPoint> Edge(long series, long t, bool before)
    {
        if (Neighbour(series, "energy_wh", t, before) is not { } nearest)
            return [];
        if (!nearest.Unsynced || Synced(series, nearest.T, before) is not { } synced)
            return [nearest];
        return before ? [synced, nearest] : [nearest, synced];
    }

    /// <summary>The nearest row that has a quantity: the last one before an instant, or the first one from it on.</summary>
    private CounterPoint? Neighbour(long series, string quantity, long t, bool before)
    {
        var statement = Prepare($"""
            select t, interval_s, energy_wh, energy_from, quality from reading
              where series = ?1 and t {(before ? "<" : ">=")} ?2 and {quantity} is not null
              {(quantity == "energy_wh" ? "and energy_from is not null" : "")} order by t {(before ? "desc" : "asc")} limit 1
            """);
        statement.Bind(1, series);
        statement.Bind(2, t);
        return One(statement);
    }

    /// <summary>The nearest synced counter within a day. A day bounds the search on a node whose clock is never trusted.</summary>
    private CounterPoint? Synced(long series, long t, bool before)
    {
        var statement = Prepare($"""
            select t, interval_s, energy_wh, energy_from, quality from reading
              where series = ?1 and t > ?2 and t < ?3 and energy_wh is not null and energy_from is not null and quality & {(int)Quality.Unsynced} = 0
              order by t {(before ? "desc" : "asc")} limit 1
            """);
        statement.Bind(1, series);
        statement.Bind(2, before ? t - DayMs : t);
        statement.Bind(3, before ? t : t + DayMs);
        return One(statement);
    }

    private static CounterPoint? One(SqliteStatement statement)
    {
        CounterPoint? found = statement.Step() ? Point(statement) : null;
        statement.Reset();
        return found;
    }

    private static CounterPoint Point(SqliteStatement row) =>
        new(row.Long(0), row.Double(2), row.Long(3), row.Double(1), ((Quality)row.Long(4)).HasFlag(Quality.Unsynced));

    private long? Find(Series series)
    {
        var statement = Prepare("select id from series where site = ?1 and node = ?2 and sensor = ?3 and origin = ?4");
        statement.Bind(1, series.Site);
        statement.Bind(2, series.Node);
        statement.Bind(3, series.Sensor);
        statement.Bind(4, series.Origin.Name());
        long? id = statement.Step() ? statement.Long(0) : null;
        statement.Reset();
        return id;
    }

    /// <summary>Prepares once; the texts are few: one a question, one a quantity.</summary>
    private SqliteStatement Prepare(string sql)
    {
        if (!statements.TryGetValue(sql, out var statement))
            statements[sql] = statement = new(connection, sql);
        return statement;
    }
}
