using Microsoft.Data.Sqlite;

namespace Powderwatts.Store.Sqlite;

/// <summary>How a database file is opened.</summary>
internal static class SqliteConnections
{
    /// <summary>Opens a connection that is our own: no pool of the library, 5 s of patience with another program's lock.</summary>
    /// <exception cref="SqliteException">It can't be opened.</exception>
    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString());
        try
        {
            connection.Open();
            SqliteSchema.Execute(connection, "pragma busy_timeout = 5000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
