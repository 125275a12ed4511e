using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Powderwatts.Store.Sqlite;

/// <summary>
/// A prepared statement without boxing: parameters and columns go straight to the native library. Parameters count from 1,
/// columns from 0, as SQLite does.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("the connection is closed");
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, double value) => Check(raw.sqlite3_bind_double(statement, parameter, value));

    public void Bind(int parameter, string? value)
    {
        if (value is null)
            BindNull(parameter);
        else
            Check(raw.sqlite3_bind_text(statement, parameter, value));
    }

    public void BindNull(int parameter) => Check(raw.sqlite3_bind_null(statement, parameter));

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
        {
            // read the error before the reset, then leave the statement ready for its next use
            var failure = new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result, raw.sqlite3_extended_errcode(database));
            Reset();
            throw failure;
        }

        return false;
    }

    /// <summary>Runs a statement that answers no rows, and makes it ready for the next time.</summary>
    public void Execute()
    {
        while (Step())
        {
        }

        Reset();
    }

    /// <summary>Ends the question, which lets go of its read lock. The parameters stay.</summary>
    public void Reset() => _ = raw.sqlite3_reset(statement); // repeats the error of the step, which was thrown there

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(statement, column);

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }
}
