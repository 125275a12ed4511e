using System.Globalization;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>The statements of the writing connection. Used under its owner's lock; every write is within a transaction.</summary>
internal sealed class OutboxTables : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insertRow;
    private readonly SqliteCommand updateRow;
    private readonly SqliteCommand insertSource;
    private readonly SqliteCommand upsertCounter;
    private readonly SqliteCommand upsertInstant;
    private readonly SqliteCommand deleteRows;
    private readonly Dictionary<RowSource, int> sources = [];
    private readonly List<RowSource> newSources = [];
    private readonly byte[] body = new byte[RowCodec.MaxReadingBytes];

    public OutboxTables(SqliteConnection connection)
    {
        this.connection = connection;
        insertRow = Prepare("INSERT INTO row(n, body) VALUES ($n, $body)", ("$n", SqliteType.Integer), ("$body", SqliteType.Blob));
        updateRow = Prepare("UPDATE row SET body = $body WHERE n = $n", ("$n", SqliteType.Integer), ("$body", SqliteType.Blob));
        insertSource = Prepare("INSERT INTO source(sensor, origin, interval_s, energy_from) VALUES ($sensor, $origin, $interval, $from) RETURNING id",
            ("$sensor", SqliteType.Text), ("$origin", SqliteType.Integer), ("$interval", SqliteType.Real), ("$from", SqliteType.Integer));
        upsertCounter = Prepare("INSERT INTO counter VALUES ($sensor, $wh, $from, $t) ON CONFLICT(sensor) DO UPDATE SET energy_wh = $wh, energy_from = $from, last_t = $t",
            ("$sensor", SqliteType.Text), ("$wh", SqliteType.Real), ("$from", SqliteType.Integer), ("$t", SqliteType.Integer));
        upsertInstant = Prepare("INSERT INTO instant VALUES ($sensor, $t) ON CONFLICT(sensor) DO UPDATE SET last_t = $t",
            ("$sensor", SqliteType.Text), ("$t", SqliteType.Integer));
        deleteRows = Prepare("DELETE FROM row WHERE n BETWEEN $from AND $to", ("$from", SqliteType.Integer), ("$to", SqliteType.Integer));
        Each("SELECT sensor, origin, interval_s, energy_from, id FROM source", r => sources[r.Source(0)] = r.SourceId(4));
    }

    /// <summary>Does all of the work, or nothing.</summary>
    public void Transact(Action work)
    {
        OutboxSchema.Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            work();
            OutboxSchema.Execute(connection, "COMMIT");
            newSources.Clear();
        }
        catch
        {
            // what was not committed does not exist: neither rows nor the sources made for them
            foreach (var source in newSources)
                sources.Remove(source);
            newSources.Clear();
            // a full disk or an I/O error has already rolled back by itself
            if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
                OutboxSchema.Execute(connection, "ROLLBACK");
            throw;
        }
    }

    /// <summary>The same without waiting for the disk: a power cut may undo it, which only means that rows are sent again.</summary>
    public void TransactUnsynced(Action work)
    {
        OutboxSchema.Execute(connection, "PRAGMA synchronous = NORMAL");
        try
        {
            Transact(work);
        }
        finally
        {
            OutboxSchema.Execute(connection, "PRAGMA synchronous = FULL");
        }
    }

    /// <summary>Writes a reading under its sequence.</summary>
    public void Write(long n, in Reading reading) => Run(insertRow, n, body, RowCodec.Write(reading, SourceId(RowSource.Of(reading)), body));

    /// <summary>Writes a reading over the one that has this sequence.</summary>
    public void Rewrite(long n, in Reading reading) => Run(updateRow, n, body, RowCodec.Write(reading, SourceId(RowSource.Of(reading)), body));

    /// <summary>Writes a gap row.</summary>
    public void Write(Gap gap)
    {
        var packed = RowCodec.Write(gap);
        Run(insertRow, gap.N, packed, packed.Length);
    }

    /// <summary>Removes rows.</summary>
    public void Delete(RowRange rows)
    {
        (deleteRows.Parameters[0].Value, deleteRows.Parameters[1].Value) = (rows.From, rows.To);
        deleteRows.ExecuteNonQuery();
    }

    /// <summary>The readings and gap rows above a sequence, rising, while they are asked for.</summary>
    public IEnumerable<(long N, Reading? Reading, Gap? Gap, int Bytes)> RowsAbove(long after)
    {
        var byId = sources.ToDictionary(s => s.Value, s => s.Key);
        using var select = Prepare("SELECT n, body FROM row WHERE n > $after ORDER BY n", ("$after", SqliteType.Integer));
        select.Parameters[0].Value = after;
        using var reader = select.ExecuteReader();
        while (reader.Read())
        {
            var n = reader.Whole(0);
            after = n > after ? n : throw new FormatException($"row {n} of the outbox comes after row {after}");
            var packed = reader.Body(1);
            if (RowCodec.IsGap(packed))
                yield return (n, null, RowCodec.ReadGap(packed, n), packed.Length);
            else if (byId.TryGetValue(RowCodec.SourceOf(packed), out var source))
                yield return (n, RowCodec.Read(packed, source), null, packed.Length);
            else
                throw new FormatException($"row {n} of the outbox refers to source {RowCodec.SourceOf(packed)}, which is not there");
        }
    }

    public void Save(CounterState counter)
    {
        var parameters = upsertCounter.Parameters;
        (parameters[0].Value, parameters[1].Value, parameters[2].Value, parameters[3].Value) =
            (counter.Name, counter.EnergyWh, counter.EnergyFrom, counter.LastT);
        upsertCounter.ExecuteNonQuery();
    }

    public void SaveInstant(string name, long t)
    {
        (upsertInstant.Parameters[0].Value, upsertInstant.Parameters[1].Value) = (name, t);
        upsertInstant.ExecuteNonQuery();
    }

    public void SaveHoles(RowSet rows, long highest)
    {
        OutboxSchema.Execute(connection, "DELETE FROM hole");
        using var insert = Prepare("INSERT INTO hole VALUES ($from, $to)", ("$from", SqliteType.Integer), ("$to", SqliteType.Integer));
        foreach (var hole in rows.Holes(highest))
        {
            (insert.Parameters[0].Value, insert.Parameters[1].Value) = (hole.From, hole.To);
            insert.ExecuteNonQuery();
        }
    }

    /// <summary>Writes the buckets that have changed.</summary>
    public void SaveKept(KeptRows before, KeptRows after)
    {
        foreach (var bucket in before.Buckets.Keys.Union(after.Buckets.Keys).ToArray())
        {
            var rows = after.Buckets.GetValueOrDefault(bucket);
            if (ReferenceEquals(rows, before.Buckets.GetValueOrDefault(bucket)))
                continue;
            using var delete = Prepare("DELETE FROM released WHERE at = $at", ("$at", SqliteType.Integer));
            delete.Parameters[0].Value = bucket;
            delete.ExecuteNonQuery();
            using var insert = Prepare("INSERT INTO released VALUES ($at, $from, $to)", ("$at", SqliteType.Integer), ("$from", SqliteType.Integer), ("$to", SqliteType.Integer));
            foreach (var range in rows?.Ranges ?? [])
            {
                (insert.Parameters[0].Value, insert.Parameters[1].Value, insert.Parameters[2].Value) = (bucket, range.From, range.To);
                insert.ExecuteNonQuery();
            }
        }
    }

    /// <summary>The highest sequence that was ever given out, where it is above the highest row.</summary>
    public void SaveHighest(long highest)
    {
        if (Scalar("SELECT count(*) FROM sqlite_sequence WHERE name = 'row'") == 0)
            OutboxSchema.Execute(connection, "INSERT INTO sqlite_sequence(name, seq) VALUES ('row', 0)");
        OutboxSchema.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"UPDATE sqlite_sequence SET seq = max(seq, {highest}) WHERE name = 'row'"));
    }

    public void SaveHeld(HeldRows? held)
    {
        OutboxSchema.Execute(connection, "DELETE FROM held");
        if (held is null)
            return;
        using var insert = Prepare("INSERT INTO held VALUES ($from, $boot, $t, $offset, $since)", ("$from", SqliteType.Integer),
            ("$boot", SqliteType.Text), ("$t", SqliteType.Integer), ("$offset", SqliteType.Integer), ("$since", SqliteType.Integer));
        object[] values = [held.From, held.Boot, held.FromT, held.OffsetMs, held.SinceMs];
        for (var i = 0; i < values.Length; i++)
            insert.Parameters[i].Value = values[i];
        insert.ExecuteNonQuery();
    }

    /// <summary>Forgets what no row refers to; only while there are no rows.</summary>
    public void ForgetSources()
    {
        OutboxSchema.Execute(connection, "DELETE FROM source");
        sources.Clear();
    }

    public long Scalar(string sql) => OutboxSchema.Scalar(connection, sql);

    public void Each(string sql, Action<SqliteDataReader> row)
    {
        using var command = Prepare(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            row(reader);
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[insertRow, updateRow, insertSource, upsertCounter, upsertInstant, deleteRows])
            command.Dispose();
        connection.Dispose();
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
        var id = Convert.ToInt32(insertSource.ExecuteScalar(), CultureInfo.InvariantCulture);
        sources[source] = id;
        newSources.Add(source);
        return id;
    }

    private static void Run(SqliteCommand command, long n, byte[] packed, int length)
    {
        command.Parameters[0].Value = n;
        command.Parameters[1].Value = packed;
        command.Parameters[1].Size = length; // of a buffer that is used again only the first bytes are bound
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<(string Name, SqliteType Type)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, type) in parameters)
            command.Parameters.Add(name, type);
        return command;
    }
}
