using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>The one writing connection of an outbox file, and what is known of the file. Used under its owner's lock.</summary>
internal sealed class OutboxWriting : IDisposable
{
    private const int RowOverheadBytes = 8; // SQLite's own bytes around a packed body

    private readonly SqliteConnection connection;
    private readonly SqliteCommand insertRow;
    private readonly SqliteCommand insertSource;
    private readonly SqliteCommand upsertCounter;
    private readonly Dictionary<RowSource, int> sources = [];
    private readonly List<RowSource> newSources = [];
    private readonly byte[] body = new byte[RowCodec.MaxReadingBytes];

    public OutboxWriting(SqliteConnection connection)
    {
        this.connection = connection;
        insertRow = Prepare("INSERT INTO row(n, body) VALUES ($n, $body)", ("$n", SqliteType.Integer), ("$body", SqliteType.Blob));
        insertSource = Prepare("INSERT INTO source(sensor, origin, interval_s, energy_from) VALUES ($sensor, $origin, $interval, $from) RETURNING id",
            ("$sensor", SqliteType.Text), ("$origin", SqliteType.Integer), ("$interval", SqliteType.Real), ("$from", SqliteType.Integer));
        upsertCounter = Prepare("INSERT INTO counter VALUES ($sensor, $wh, $from, $t) ON CONFLICT(sensor) DO UPDATE SET energy_wh = $wh, energy_from = $from, last_t = $t",
            ("$sensor", SqliteType.Text), ("$wh", SqliteType.Real), ("$from", SqliteType.Integer), ("$t", SqliteType.Integer));
        State = Load();
    }

    /// <summary>As of the last transaction.</summary>
    public OutboxState State { get; private set; }

    /// <summary>Commits rows and counters in one transaction that is synced when this returns.</summary>
    /// <returns>What was dropped to make room; null when nothing was.</returns>
    public GapTally? Commit(IEnumerable<Reading> readings, IReadOnlyCollection<CounterState> counters, DropRule? drop)
    {
        GapTally? tally = null;
        var old = State;
        var (next, rows, known) = (old.Highest + 1, old.Rows, old.Counters);
        Transact(() =>
        {
            if (drop is { } rule)
            {
                tally = DropOldest(rule, ref rows);
                foreach (var gap in tally?.Rows(next) ?? [])
                    Insert(next++, RowCodec.Write(gap));
            }

            foreach (var reading in readings)
            {
                var length = RowCodec.Write(reading, SourceId(RowSource.Of(reading)), body);
                Insert(next++, body, length);
            }

            foreach (var counter in counters)
            {
                Save(counter);
                known = known.SetItem(counter.Name, counter);
            }

            rows = rows.With(new RowRange(old.Highest + 1, next - 1));
            if (tally is not null)
                SaveHoles(rows, next - 1);
        });
        newSources.Clear();
        // first what is true after the commit; the size may not be had and is only for show
        State = old with { Highest = next - 1, Rows = rows, Counters = known };
        Measured();
        return tally;
    }

    /// <summary>Forgets rows. A release that a power cut undoes only means that they are sent again, so it is not synced.</summary>
    /// <returns>Rows removed.</returns>
    public long Release(IReadOnlyList<RowRange> released)
    {
        var old = State;
        var rows = old.Rows;
        OutboxSchema.Execute(connection, "PRAGMA synchronous = NORMAL");
        try
        {
            Transact(() =>
            {
                using var delete = Prepare("DELETE FROM row WHERE n BETWEEN $from AND $to", ("$from", SqliteType.Integer), ("$to", SqliteType.Integer));
                foreach (var range in released)
                {
                    Run(delete, range.From, range.To);
                    rows = rows.Without(range);
                }

                SaveHoles(rows, old.Highest);
            });
            State = old with { Rows = rows };
        }
        finally
        {
            OutboxSchema.Execute(connection, "PRAGMA synchronous = FULL");
        }

        Measured();
        return old.Rows.Count - rows.Count;
    }

    private void Measured()
    {
        try
        {
            State = State with { Bytes = Measure() };
        }
        catch (SqliteException)
        {
            // the old size stays until the next commit
        }
    }

    public void Dispose()
    {
        insertRow.Dispose();
        insertSource.Dispose();
        upsertCounter.Dispose();
        connection.Dispose();
    }

    private OutboxState Load()
    {
        var (id, machine) = (default(OutboxId), "");
        Each("SELECT outbox, machine FROM identity", r => (id, machine) = (OutboxId.Parse(r.GetString(0)), r.GetString(1)));
        if (id == default)
            throw new FormatException("it says no id");
        var highest = OutboxSchema.Scalar(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'row'");
        var lowest = OutboxSchema.Scalar(connection, "SELECT min(n) FROM row");
        var rows = lowest == 0 ? RowSet.Empty : RowSet.Of(new RowRange(lowest, highest));
        if (lowest == 0)
            OutboxSchema.Execute(connection, "DELETE FROM source"); // no row refers to them, so they never pile up
        Each("SELECT \"from\", \"to\" FROM hole", r => rows = rows.Without(new RowRange(r.GetInt64(0), r.GetInt64(1))));
        Each("SELECT sensor, origin, interval_s, energy_from, id FROM source", r =>
            sources[new RowSource(r.GetString(0), (Origin)r.GetInt32(1), r.GetDouble(2), r.IsDBNull(3) ? null : r.GetInt64(3))] = r.GetInt32(4));
        var counters = ImmutableDictionary.CreateBuilder<string, CounterState>(StringComparer.Ordinal);
        Each("SELECT sensor, energy_wh, energy_from, last_t FROM counter", r =>
            counters[r.GetString(0)] = new CounterState(r.GetString(0), r.GetDouble(1), r.GetInt64(2), r.GetInt64(3)));
        return new OutboxState(id, machine, highest, rows, counters.ToImmutable(), Measure());
    }

    private GapTally? DropOldest(DropRule rule, ref RowSet rows)
    {
        var (tally, bytes, first, last) = (new GapTally(), 0L, 0L, 0L);
        using (var oldest = Prepare("SELECT n, body FROM row WHERE n > $after ORDER BY n", ("$after", SqliteType.Integer)))
        {
            oldest.Parameters[0].Value = rule.After;
            using var reader = oldest.ExecuteReader();
            var byId = sources.ToDictionary(s => s.Value, s => s.Key);
            while (bytes < rule.Bytes && reader.Read())
            {
                last = reader.GetInt64(0);
                first = first == 0 ? last : first;
                var packed = (byte[])reader.GetValue(1);
                bytes += packed.Length + RowOverheadBytes;
                if (RowCodec.IsGap(packed))
                    tally.Add(RowCodec.ReadGap(packed, last) with { To = last }); // the gap row itself goes too
                else
                    tally.Add(last, RowCodec.Read(packed, byId[RowCodec.SourceOf(packed)]));
            }
        }

        if (last == 0)
            return null;
        using var delete = Prepare("DELETE FROM row WHERE n BETWEEN $from AND $to", ("$from", SqliteType.Integer), ("$to", SqliteType.Integer));
        Run(delete, first, last);
        rows = rows.Without(new RowRange(first, last));
        return tally;
    }

    private void SaveHoles(RowSet rows, long highest)
    {
        OutboxSchema.Execute(connection, "DELETE FROM hole");
        using var insert = Prepare("INSERT INTO hole VALUES ($from, $to)", ("$from", SqliteType.Integer), ("$to", SqliteType.Integer));
        foreach (var hole in rows.Holes(highest))
            Run(insert, hole.From, hole.To);
    }

    private int SourceId(RowSource source)
    {
        if (sources.TryGetValue(source, out var known))
            return known;
        if (!double.IsFinite(source.IntervalS))
            throw new ArgumentException($"a reading of sensor '{source.Sensor}' has interval {source.IntervalS} s: it must be a finite number");
        var parameters = insertSource.Parameters;
        (parameters[0].Value, parameters[1].Value, parameters[2].Value, parameters[3].Value) =
            (source.Sensor, (long)source.Origin, source.IntervalS, (object?)source.EnergyFrom ?? DBNull.Value);
        var id = Convert.ToInt32(insertSource.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        sources[source] = id;
        newSources.Add(source);
        return id;
    }

    private void Save(CounterState counter)
    {
        var parameters = upsertCounter.Parameters;
        (parameters[0].Value, parameters[1].Value, parameters[2].Value, parameters[3].Value) =
            (counter.Name, counter.EnergyWh, counter.EnergyFrom, counter.LastT);
        upsertCounter.ExecuteNonQuery();
    }

    private void Insert(long n, byte[] packed, int? length = null)
    {
        insertRow.Parameters[0].Value = n;
        insertRow.Parameters[1].Value = packed;
        insertRow.Parameters[1].Size = length ?? packed.Length; // of a buffer that is used again only the first bytes are bound
        insertRow.ExecuteNonQuery();
    }

    private void Transact(Action work)
    {
        OutboxSchema.Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            work();
            OutboxSchema.Execute(connection, "COMMIT");
        }
        catch
        {
            // what was not committed does not exist: neither rows nor the sources made for them
            foreach (var source in newSources)
                sources.Remove(source);
            newSources.Clear();
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        // a full disk or an I/O error has already rolled back by itself
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            OutboxSchema.Execute(connection, "ROLLBACK");
    }

    private long Measure() =>
        (OutboxSchema.Scalar(connection, "PRAGMA page_count") - OutboxSchema.Scalar(connection, "PRAGMA freelist_count")) * 4096;

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<(string Name, SqliteType Type)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
            command.Parameters.Add(name, type);
        return command;
    }

    private static void Run(SqliteCommand command, long from, long to)
    {
        (command.Parameters[0].Value, command.Parameters[1].Value) = (from, to);
        command.ExecuteNonQuery();
    }

    private void Each(string sql, Action<SqliteDataReader> row)
    {
        using var command = Prepare(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            row(reader);
    }
}
