using Microsoft.Data.Sqlite;

namespace Powderwatts.SystemTests.Booth;

/// <summary>A store's or an outbox's file, read beside the running program.</summary>
internal static class StoreFile
{
    /// <summary>Opens a file for reading only.</summary>
    public static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>One whole number.</summary>
    public static long Scalar(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
