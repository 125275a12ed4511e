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
        selectRows.CommandText = "SELECT n, body FROM row WHERE n BETWEEN $from AND $to ORDER BY n LIMIT $max";
        selectRows.Parameters.Add("$from", SqliteType.Integer);
        selectRows.Parameters.Add("$to", SqliteType.Integer);
        selectRows.Parameters.Add("$max", SqliteType.Integer);
        selectSource = connection.CreateCommand();
        selectSource.CommandText = "SELECT sensor, origin, interval_s, energy_from FROM source WHERE id = $id";
        selectSource.Parameters.Add("$id", SqliteType.Integer);
    }

    /// <summary>Unacknowledged rows, rising.</summary>
    /// <param name="outbox">The outbox that numbers them.</param>
    /// <param name="unacknowledged">Which rows count as unacknowledged.</param>
    /// <param name="after">Only rows above this one.</param>
    /// <param name="upTo">Only rows up to this one.</param>
    /// <param name="maxRows">How many at most.</param>
    /// <exception cref="FormatException">A row cannot be unpacked.</exception>
    public OutboxBatch Read(OutboxId outbox, RowSet unacknowledged, long after, long upTo, int maxRows)
    {
        var readings = ImmutableArray.CreateBuilder<Numbered>();
        var gaps = ImmutableArray.CreateBuilder<Gap>();
        foreach (var range in unacknowledged.Within(new RowRange(after + 1, upTo)))
        {
            var left = maxRows - readings.Count - gaps.Count;
            if (left <= 0)
                break;
            Read(range, left, readings, gaps);
        }

        return new OutboxBatch(outbox, readings.DrainToImmutable(), gaps.DrainToImmutable());
    }

    public void Dispose()
    {
        selectRows.Dispose();
        selectSource.Dispose();
        connection.Dispose();
    }

    private void Read(RowRange range, int maxRows, ImmutableArray<Numbered>.Builder readings, ImmutableArray<Gap>.Builder gaps)
    {
        (selectRows.Parameters[0].Value, selectRows.Parameters[1].Value, selectRows.Parameters[2].Value) = (range.From, range.To, maxRows);
        using var reader = selectRows.ExecuteReader();
        var last = range.From - 1;
        while (reader.Read())
        {
            var n = reader.Whole(0);
            last = n > last ? n : throw new FormatException($"row {n} of the outbox comes after row {last}");
            var packed = reader.Body(1);
            if (RowCodec.IsGap(packed))
                gaps.Add(RowCodec.ReadGap(packed, n));
            else
                readings.Add(new Numbered(n, RowCodec.Read(packed, Source(RowCodec.SourceOf(packed)))));
        }
    }

    private RowSource Source(int id)
    {
        if (sources.TryGetValue(id, out var known))
            return known;
        selectSource.Parameters[0].Value = id;
        using var reader = selectSource.ExecuteReader();
        if (!reader.Read())
            throw new FormatException($"a row of the outbox refers to source {id}, which is not there");
        return sources[id] = reader.Source(0);
    }
}
