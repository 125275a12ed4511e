using Microsoft.Data.Sqlite;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>The outbox file: how it is opened, made, brought up to date and recognised.</summary>
internal static class OutboxSchema
{
    /// <summary>Kept in `user_version`.</summary>
    public const int Version = 2;

    // "PWob": tells our file from any other SQLite database
    private const int ApplicationId = 0x50576F62;

    // what version 2 has more: rows stay for a while after their acknowledgement, the last instants survive a restart, and rows can
    // wait for a trusted clock
    private const string second = """
        CREATE TABLE released(at INTEGER NOT NULL, "from" INTEGER NOT NULL, "to" INTEGER NOT NULL, PRIMARY KEY(at, "from")) WITHOUT ROWID;
        CREATE TABLE instant(sensor TEXT PRIMARY KEY, last_t INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE held("from" INTEGER NOT NULL, boot TEXT NOT NULL, from_t INTEGER NOT NULL, offset_ms INTEGER NOT NULL, since_ms INTEGER NOT NULL);
        """;

    // `source` is what rows have in common; `hole` is every sequence up to the highest that is not unacknowledged, so that opening
    // needs no scan of the rows
    private static readonly string create = $"""
        BEGIN IMMEDIATE;
        CREATE TABLE identity(outbox TEXT NOT NULL, machine TEXT NOT NULL, made INTEGER NOT NULL);
        CREATE TABLE source(id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, origin INTEGER NOT NULL, interval_s REAL NOT NULL, energy_from INTEGER);
        CREATE TABLE row(n INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL);
        CREATE TABLE hole("from" INTEGER PRIMARY KEY, "to" INTEGER NOT NULL);
        CREATE TABLE counter(sensor TEXT PRIMARY KEY, energy_wh REAL NOT NULL, energy_from INTEGER NOT NULL, last_t INTEGER NOT NULL) WITHOUT ROWID;
        {second}
        INSERT INTO identity VALUES ($outbox, $machine, $made);
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        COMMIT;
        """;

    // version 1 knew the holes above its first row only, and what was below was not written down
    private static readonly string fromFirst = $"""
        BEGIN IMMEDIATE;
        {second}
        INSERT INTO instant SELECT sensor, last_t FROM counter;
        INSERT OR REPLACE INTO hole
            SELECT 1, coalesce((SELECT min(n) FROM row) - 1, s.seq) FROM sqlite_sequence s
            WHERE s.name = 'row' AND coalesce((SELECT min(n) FROM row) - 1, s.seq) > 0;
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

    /// <summary>Makes the tables in a new file, or checks those of an old one and brings them up to date.</summary>
    /// <exception cref="OutboxException">Made by a newer program, or no outbox.</exception>
    public static void Ensure(SqliteConnection connection, string path, string machine, TimeProvider time)
    {
        if (Scalar(connection, "PRAGMA user_version") == 0 && Scalar(connection, "PRAGMA application_id") == 0 && Scalar(connection, "SELECT count(*) FROM sqlite_schema") == 0)
        {
            Create(connection, OutboxId.New(), machine, time);
            return;
        }

        Check(connection, path);
        if (Scalar(connection, "PRAGMA user_version") == 1)
            Execute(connection, fromFirst);
    }

    /// <summary>Makes the tables in an empty file.</summary>
    public static void Create(SqliteConnection connection, OutboxId id, string machine, TimeProvider time)
    {
        using var command = connection.CreateCommand();
        command.CommandText = create;
        command.Parameters.AddWithValue("$outbox", id.ToString());
        command.Parameters.AddWithValue("$machine", machine);
        command.Parameters.AddWithValue("$made", time.GetUtcNow().ToUnixTimeMilliseconds());
        command.ExecuteNonQuery();
    }

    /// <summary>Refuses what is none of our outboxes.</summary>
    /// <returns>The file's version.</returns>
    /// <exception cref="OutboxException">Made by a newer program, or no outbox.</exception>
    public static long Check(SqliteConnection connection, string path)
    {
        var version = Scalar(connection, "PRAGMA user_version");
        if (Scalar(connection, "PRAGMA application_id") != ApplicationId)
            throw new OutboxException(OutboxFault.Damaged, $"cannot open outbox '{path}': it is another kind of database; it is moved aside and a new one begins");
        if (version > Version)
        {
            throw new OutboxException(OutboxFault.Newer,
                $"cannot open outbox '{path}': it was made by a newer program (version {version}, this program knows {Version}); update this program, or give another folder with --data DIR");
        }

        return version;
    }

    /// <summary>Runs statements that answer nothing.</summary>
    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first number of the answer; 0 when there is none.</summary>
    /// <exception cref="FormatException">It is no whole number.</exception>
    public static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() switch
        {
            long value => value,
            null or DBNull => 0,
            _ => throw new FormatException("the outbox holds another value where a whole number was written"),
        };
    }
}
