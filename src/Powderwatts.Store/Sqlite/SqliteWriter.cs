using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Store.Sqlite;

/// <summary>The one writing connection of a file. Not thread-safe: its owner lets one caller in at a time.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteStatement findSeries;
    private readonly SqliteStatement addSeries;
    private readonly SqliteStatement setKind;
    private readonly SqliteStatement putReading;
    private readonly SqliteStatement putGap;
    private readonly Dictionary<Series, (long Id, Kind? Kind)> known = [];

    /// <summary>Opens the file, and makes it when it is new.</summary>
    /// <exception cref="StoreException">It can't be opened or is not ours.</exception>
    public SqliteWriter(string path)
    {
        connection = SqliteConnections.Open(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            SqliteSchema.Execute(connection, "pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 4194304; pragma cache_size = -8192;");
            SqliteSchema.Prepare(connection, path);
            findSeries = new(connection, "select id, kind from series where site = ?1 and node = ?2 and sensor = ?3 and origin = ?4");
            addSeries = new(connection, "insert into series(site, node, sensor, origin, kind) values(?1, ?2, ?3, ?4, ?5) returning id");
            setKind = new(connection, "update series set kind = ?2 where id = ?1");
            var parameters = string.Join(", ", Enumerable.Range(1, 7 + Quantities.Count).Select(i => $"?{i}"));
            putReading = new(connection, $"insert or replace into reading(series, t, {SqliteSchema.ReadingColumns}) values({parameters})");
            putGap = new(connection, """insert or replace into gap(series, t, until, "from", "to", seq, outbox) values(?1, ?2, ?3, ?4, ?5, ?6, ?7)""");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes the rows that <paramref name="belongs"/> here, in one transaction; returns once it is synced to disk.</summary>
    public void Write(IReadOnlyList<NodeBatch> batches, Func<Origin, bool> belongs)
    {
        using var transaction = connection.BeginTransaction();
        try
        {
            foreach (var batch in batches)
            {
                foreach (ref readonly var row in batch.Readings.AsSpan())
                {
                    if (belongs(row.Reading.Origin))
                        Put(batch, in row);
                }

                foreach (var gap in batch.Gaps)
                {
                    if (belongs(gap.Origin))
                        Put(batch, gap);
                }
            }

            transaction.Commit();
        }
        catch
        {
            known.Clear(); // ids given out in the transaction are taken back with it
            throw;
        }
    }

    public void Dispose()
    {
        findSeries.Dispose();
        addSeries.Dispose();
        setKind.Dispose();
        putReading.Dispose();
        putGap.Dispose();
        connection.Dispose();
    }

    private void Put(NodeBatch batch, in Numbered row)
    {
        var reading = row.Reading;
        putReading.Bind(1, SeriesId(new(batch.Site, batch.Node, reading.Sensor, reading.Origin), reading.Kind));
        putReading.Bind(2, reading.T);
        var parameter = 3;
        for (var quantity = 0; quantity < Quantities.Count; quantity++, parameter++)
        {
            if (reading.Values.TryGet((Quantity)quantity, out var value))
                putReading.Bind(parameter, value);
            else
                putReading.BindNull(parameter);
        }

        putReading.Bind(parameter++, (long)reading.Quality);
        putReading.Bind(parameter++, row.N);
        putReading.Bind(parameter++, batch.Outbox.First12);
        putReading.Bind(parameter++, reading.IntervalS);
        if (reading.EnergyFrom is { } energyFrom)
            putReading.Bind(parameter, energyFrom);
        else
            putReading.BindNull(parameter);
        putReading.Execute();
    }

    private void Put(NodeBatch batch, Gap gap)
    {
        foreach (var sensor in gap.Sensors)
        {
            putGap.Bind(1, SeriesId(new(batch.Site, batch.Node, sensor, gap.Origin), null));
            putGap.Bind(2, gap.FirstT);
            putGap.Bind(3, gap.LastT);
            putGap.Bind(4, gap.From);
            putGap.Bind(5, gap.To);
            putGap.Bind(6, gap.N);
            putGap.Bind(7, batch.Outbox.First12);
            putGap.Execute();
        }
    }

    /// <summary>The series' id, made when new. A gap row does not know the kind; a reading sets it, the newest write wins.</summary>
    private long SeriesId(Series series, Kind? kind)
    {
        if (!known.TryGetValue(series, out var entry))
            entry = Find(series) ?? Add(series, kind);
        if (kind is not null && entry.Kind != kind)
        {
            setKind.Bind(1, entry.Id);
            setKind.Bind(2, kind.Value.Name());
            setKind.Execute();
            entry.Kind = kind;
        }

        known[series] = entry;
        return entry.Id;
    }

    private (long, Kind?)? Find(Series series)
    {
        Name(findSeries, series);
        (long, Kind?)? found = null;
        if (findSeries.Step())
            found = (findSeries.Long(0), findSeries.IsNull(1) || !WireNames.TryParseKind(findSeries.Text(1), out var kind) ? null : kind);
        findSeries.Reset();
        return found;
    }

    private (long, Kind?) Add(Series series, Kind? kind)
    {
        Name(addSeries, series);
        addSeries.Bind(5, kind?.Name());
        addSeries.Step();
        var id = addSeries.Long(0);
        addSeries.Execute();
        return (id, kind);
    }

    private static void Name(SqliteStatement statement, Series series)
    {
        statement.Bind(1, series.Site);
        statement.Bind(2, series.Node);
        statement.Bind(3, series.Sensor);
        statement.Bind(4, series.Origin.Name());
    }
}
