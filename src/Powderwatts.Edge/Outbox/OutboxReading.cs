using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>The reading connection of an outbox file: with WAL it sees only what is committed, and no commit waits for it.</summary>
internal sealed class OutboxReading : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand selectRows;
    private readonly SqliteCommand selectSource;
    private readonly Dictionary<int, RowSource> sources = [];

    public OutboxReading(SqliteConnection connection)
    {
        this.connection = connection;
        selectRows = connection.CreateCommand();
        selectRows.CommandText = "SELECT n, body FROM row WHERE n > $after ORDER BY n LIMIT $max";
        selectRows.Parameters.Add("$after", SqliteType.Integer);
        selectRows.Parameters.Add("$max", SqliteType.Integer);
        selectSource = connection.CreateCommand();
        selectSource.CommandText = "SELECT sensor, origin, interval_s, energy_from FROM source WHERE id = $id";
        selectSource.Parameters.Add("$id", SqliteType.Integer);
    }

    /// <exception cref="FormatException">A row cannot be unpacked.</exception>
    public OutboxBatch ReadAfter(OutboxId outbox, long after, int maxRows)
    {
        var readings = ImmutableArray.CreateBuilder<Numbered>();
        var gaps = ImmutableArray.CreateBuilder<Gap>();
        (selectRows.Parameters[0].Value, selectRows.Parameters[1].Value) = (after, maxRows);
        using var reader = selectRows.ExecuteReader();
        while (reader.Read())
        {
            var n = reader.GetInt64(0);
            var packed = (byte[])reader.GetValue(1);
            if (RowCodec.IsGap(packed))
                gaps.Add(RowCodec.ReadGap(packed, n));
            else
                readings.Add(new Numbered(n, RowCodec.Read(packed, Source(RowCodec.SourceOf(packed)))));
        }

        return new OutboxBatch(outbox, readings.DrainToImmutable(), gaps.DrainToImmutable());
    }

    public void Dispose()
    {
        selectRows.Dispose();
        selectSource.Dispose();
        connection.Dispose();
    }

    private RowSource Source(int id)
    {
        if (sources.TryGetValue(id, out var known))
            return known;
        selectSource.Parameters[0].Value = id;
        using var reader = selectSource.ExecuteReader();
        if (!reader.Read())
            throw new FormatException($"a row of the outbox refers to source {id}, which is not there");
        return sources[id] = new RowSource(
            reader.GetString(0), (Origin)reader.GetInt32(1), reader.GetDouble(2), reader.IsDBNull(3) ? null : reader.GetInt64(3));
    }
}
