using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Powderwatts.Benchmarks.Parts;

/// <summary>The native library and nothing else: the ceiling of whatever is built on it.</summary>
internal sealed class BareStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public BareStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    /// <summary>Begins, commits, sets a pragma.</summary>
    public static void Run(SqliteConnection connection, string sql)
    {
        if (raw.sqlite3_exec(connection.Handle!, sql) is var result and not raw.SQLITE_OK)
            throw new InvalidOperationException($"'{sql}': SQLite result {result}");
    }

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, double value) => Check(raw.sqlite3_bind_double(statement, parameter, value));

    public void Bind(int parameter, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(statement, parameter, value));

    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        return result == raw.SQLITE_ROW || (result == raw.SQLITE_DONE ? false : throw new InvalidOperationException($"SQLite result {result}"));
    }

    public void Reset() => Check(raw.sqlite3_reset(statement));

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public void Dispose() => statement.Dispose();

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw new InvalidOperationException($"SQLite result {result}");
    }
}
