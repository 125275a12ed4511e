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
    /// <summary>The outbox files of a data folder: the one in use, then those that were moved aside when a new one began.</summary>
    public static IReadOnlyList<string> Files(string dataFolder) =>
    [
        .. Directory.EnumerateFiles(dataFolder, NodeOutbox.FileName),
        .. Directory.EnumerateFiles(dataFolder, NodeOutbox.FileName + ".old-*")
            .Where(path => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads one file in one transaction; its node may go on writing.</summary>
    /// <exception cref="OutboxException">It cannot be read, or a newer program made it.</exception>
    public static OutboxSnapshot Read(string path)
    {
        try
        {
            using var connection = OutboxSchema.Connect(path, readOnly: true);
            OutboxSchema.Check(connection, path);
            using var transaction = connection.BeginTransaction(deferred: true);
            using var identity = connection.CreateCommand();
            identity.CommandText = "SELECT outbox FROM identity";
            var id = OutboxId.Parse(identity.ExecuteScalar() as string ?? "");
            var highest = OutboxSchema.Scalar(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'row'");
            var (rows, dropped) = Rows(connection);
            return new(id, highest, rows, dropped);
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

    private static (ImmutableArray<RowRange> Rows, ImmutableArray<RowRange> Dropped) Rows(SqliteConnection connection)
    {
        var rows = ImmutableArray.CreateBuilder<RowRange>();
        var dropped = ImmutableArray.CreateBuilder<RowRange>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT n, CASE WHEN substr(body, 1, 1) = x'80' THEN body END FROM row ORDER BY n";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var n = reader.GetInt64(0);
            if (rows.Count > 0 && rows[^1].To + 1 == n)
                rows[^1] = rows[^1] with { To = n };
            else
                rows.Add(new(n, n));
            if (!reader.IsDBNull(1) && RowCodec.ReadGap((byte[])reader.GetValue(1), n) is var gap)
                dropped.Add(new(gap.From, gap.To));
        }

        return (rows.ToImmutable(), dropped.ToImmutable());
    }
}
