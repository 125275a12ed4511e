using System.Globalization;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;

namespace Powderwatts.Store.Sqlite;

/// <summary>The tables of the embedded store and their version, which is the file's `user_version`.</summary>
internal static class SqliteSchema
{
    /// <summary>The version that this program writes.</summary>
    public const int Version = 1;

    /// <summary>The columns of `reading` after `series` and `t`, in order: every quantity, then what travels with it.</summary>
    public static string ReadingColumns { get; } =
        string.Join(", ", Quantities.All.Select(q => q.Name())) + ", quality, seq, outbox, interval_s, energy_from";

    private static readonly string tables = $"""
        create table series(
          id integer primary key,
          site text not null, node text not null, sensor text not null, origin text not null,
          kind text,
          unique(site, node, sensor, origin)
        ) strict;
        create table reading(
          series integer not null references series(id),
          t integer not null,
          {string.Join(", ", Quantities.All.Select(q => $"{q.Name()} real"))},
          quality integer not null, seq integer not null, outbox integer not null, interval_s real not null, energy_from integer,
          primary key(series, t)
        ) without rowid, strict;
        create table gap(
          series integer not null references series(id),
          t integer not null,
          until integer not null, "from" integer not null, "to" integer not null, seq integer not null, outbox integer not null,
          primary key(series, t, outbox, seq)
        ) without rowid, strict;
        pragma user_version = {Version};
        """;

    /// <summary>Makes the tables in a new file; leaves a known one as it is.</summary>
    /// <exception cref="StoreException">The file belongs to a newer program or to another one.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        if (Read(connection, "user_version") == 0 && Read(connection, "schema_version") == 0)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, tables);
            transaction.Commit();
        }

        Check(connection, path);
    }

    /// <summary>Refuses a file that this program can't read.</summary>
    /// <exception cref="StoreException">The file belongs to a newer program or to another one.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        var version = Read(connection, "user_version");
        if (version > Version)
        {
            throw new StoreException(Failure.RetrySlowly, string.Create(CultureInfo.InvariantCulture,
                $"cannot open the store '{path}': its schema is version {version} and this program knows version {Version}; use a newer powderwatts"));
        }

        if (version < Version)
        {
            throw new StoreException(Failure.RetrySlowly,
                $"cannot open the store '{path}': it is a database of another program; choose another folder with --data");
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constant text of this folder
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long Read(SqliteConnection connection, string pragma)
    {
        using var statement = new SqliteStatement(connection, $"pragma {pragma}");
        statement.Step();
        return statement.Long(0);
    }
}
