using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>What an outbox file holds at one moment, read beside the node that writes it.</summary>
/// <param name="Id">The outbox's id.</param>
/// <param name="Highest">The highest sequence ever committed; 0 when none was.</param>
/// <param name="Unacknowledged">The rows that nobody has acknowledged, rising ranges.</param>
/// <param name="Dropped">What gap rows among them say was dropped; ranges in any order, overlapping or not.</param>
public sealed record OutboxSnapshot(OutboxId Id, long Highest, ImmutableArray<RowRange> Unacknowledged, ImmutableArray<RowRange> Dropped)
{
    /// <summary>The machine that it belongs to.</summary>
    public string Machine { get; init; } = "";

    /// <summary>The version of the file.</summary>
    public long Version { get; init; } = OutboxSchema.Version;

    /// <summary>Acknowledged rows that are still there, rising ranges.</summary>
    public ImmutableArray<RowRange> Kept { get; init; } = [];

    /// <summary>The first row that waits for a trusted clock; null when none does.</summary>
    public long? HeldFrom { get; init; }

    /// <summary>Bytes in use in the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Reads one file in one transaction; its node may go on writing.</summary>
    /// <exception cref="OutboxException">It cannot be read, or a newer program made it.</exception>
    public static OutboxSnapshot Read(string path)
    {
        try
        {
            using var connection = OutboxSchema.Connect(path, readOnly: true);
            var version = OutboxSchema.Check(connection, path);
            using var transaction = connection.BeginTransaction(deferred: true);
            var identity = Text(connection, "SELECT outbox FROM identity");
            var highest = OutboxSchema.Scalar(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'row'");
            var (present, gaps) = Rows(connection);
            // version 1 kept no row after its acknowledgement
            var unacknowledged = version == 1 ? present : Ranges(connection, "SELECT \"from\", \"to\" FROM hole")
                .Aggregate(present, (set, hole) => set.Without(hole));
            return new(OutboxId.Parse(identity), highest, unacknowledged.Ranges,
                [.. gaps.Where(g => unacknowledged.Within(new(g.N, g.N)).Any()).Select(g => new RowRange(g.From, g.To))])
            {
                Machine = Text(connection, "SELECT machine FROM identity"),
                Version = version,
                Kept = unacknowledged.Ranges.Aggregate(present, (set, range) => set.Without(range)).Ranges,
                HeldFrom = version > 1 && OutboxSchema.Scalar(connection, "SELECT \"from\" FROM held") is var from and > 0 ? from : null,
                Bytes = (OutboxSchema.Scalar(connection, "PRAGMA page_count") - OutboxSchema.Scalar(connection, "PRAGMA freelist_count")) * 4096,
            };
        }
        catch (SqliteException e)
        {
            throw OutboxException.From("read", path, e);
        }
        catch (FormatException e)
        {
            throw new OutboxException(OutboxFault.Damaged, $"cannot read outbox '{path}': {e.Message}; start its node, which moves a damaged file aside", e);
        }
    }

    private static (RowSet Rows, List<Gap> Gaps) Rows(SqliteConnection connection)
    {
        var rows = RowSet.Empty;
        var run = new RowRange(0, -1);
        var gaps = new List<Gap>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT n, CASE WHEN substr(body, 1, 1) = x'80' THEN body END FROM row ORDER BY n";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var n = reader.Whole(0);
            if (run.To + 1 == n)
                run = run with { To = n };
            else
                (rows, run) = (rows.With(run), new(n, n));
            if (!reader.IsDBNull(1))
                gaps.Add(RowCodec.ReadGap(reader.Body(1), n));
        }

        return (rows.With(run), gaps);
    }

    private static List<RowRange> Ranges(SqliteConnection connection, string sql)
    {
        var ranges = new List<RowRange>();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            ranges.Add(new(reader.Whole(0), reader.Whole(1)));
        return ranges;
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() as string ?? "";
    }
}
