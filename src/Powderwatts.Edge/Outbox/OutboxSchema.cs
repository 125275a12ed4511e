using System.Globalization;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>The outbox file: how it is opened, made and recognised.</summary>
internal static class OutboxSchema
{
    /// <summary>Kept in `user_version`.</summary>
    public const int Version = 1;

    // "PWob": tells our file from any other SQLite database
    private const int ApplicationId = 0x50576F62;

    // `source` is what rows have in common; `hole` is what was acknowledged above the oldest row, so that opening needs no scan
    private static readonly string create = $"""
        BEGIN IMMEDIATE;
        CREATE TABLE identity(outbox TEXT NOT NULL, machine TEXT NOT NULL, made INTEGER NOT NULL);
        CREATE TABLE source(id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, origin INTEGER NOT NULL, interval_s REAL NOT NULL, energy_from INTEGER);
        CREATE TABLE row(n INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL);
        CREATE TABLE hole("from" INTEGER PRIMARY KEY, "to" INTEGER NOT NULL);
        CREATE TABLE counter(sensor TEXT PRIMARY KEY, energy_wh REAL NOT NULL, energy_from INTEGER NOT NULL, last_t INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO identity VALUES ($outbox, $machine, $made);
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        COMMIT;
        """;

    /// <summary>Opens a connection with the outbox's rules. Not pooled: closing it closes the file.</summary>
    public static SqliteConnection Connect(string path, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 5, // seconds that a statement waits for a busy file
        }.ConnectionString);
        try
        {
            connection.Open();
            Execute(connection, readOnly
                ? "PRAGMA busy_timeout = 5000; PRAGMA query_only = 1"
                : "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA journal_size_limit = 4194304");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes the tables in a new file, or checks those of an old one.</summary>
    /// <exception cref="OutboxException">Made by a newer program, or no outbox.</exception>
    public static void Ensure(SqliteConnection connection, string path, string machine, TimeProvider time)
    {
        if (Scalar(connection, "PRAGMA user_version") == 0 && Scalar(connection, "PRAGMA application_id") == 0 && Scalar(connection, "SELECT count(*) FROM sqlite_schema") == 0)
        {
            using var command = connection.CreateCommand();
            command.CommandText = create;
            command.Parameters.AddWithValue("$outbox", OutboxId.New().ToString());
            command.Parameters.AddWithValue("$machine", machine);
            command.Parameters.AddWithValue("$made", time.GetUtcNow().ToUnixTimeMilliseconds());
            command.ExecuteNonQuery();
            return;
        }

        Check(connection, path);
    }

    /// <summary>Refuses what is none of our outboxes.</summary>
    /// <exception cref="OutboxException">Made by a newer program, or no outbox.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        var version = Scalar(connection, "PRAGMA user_version");
        if (Scalar(connection, "PRAGMA application_id") != ApplicationId)
            throw new OutboxException(OutboxFault.Damaged, $"cannot open outbox '{path}': it is another kind of database; it is moved aside and a new one begins");
        if (version > Version)
        {
            throw new OutboxException(OutboxFault.Newer,
                $"cannot open outbox '{path}': it was made by a newer program (version {version}, this program knows {Version}); update this program, or give another folder with --data DIR");
        }
    }

    /// <summary>Runs statements that answer nothing.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first number of the answer; 0 when there is none.</summary>
    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }
}
