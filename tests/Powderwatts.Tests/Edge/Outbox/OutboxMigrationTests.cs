using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Outbox;

/// <summary>An outbox that the first version of this program made.</summary>
public sealed class OutboxMigrationTests : IDisposable
{
    private const string First = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE identity(outbox TEXT NOT NULL, machine TEXT NOT NULL, made INTEGER NOT NULL);
        CREATE TABLE source(id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, origin INTEGER NOT NULL, interval_s REAL NOT NULL, energy_from INTEGER);
        CREATE TABLE row(n INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL);
        CREATE TABLE hole("from" INTEGER PRIMARY KEY, "to" INTEGER NOT NULL);
        CREATE TABLE counter(sensor TEXT PRIMARY KEY, energy_wh REAL NOT NULL, energy_from INTEGER NOT NULL, last_t INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO identity VALUES ('0123456789abcdef0123456789abcdef', 'machine-a', 1796000000000);
        INSERT INTO source VALUES (1, 'gutter', 0, 1.0, NULL);
        INSERT INTO counter VALUES ('gutter', 12.5, 1796000000000, 1796000000010);
        PRAGMA application_id = 0x50576F62;
        PRAGMA user_version = 1;
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(4, 10, new long[] { 4, 5, 8, 9, 10 })]
    [InlineData(1, 10, new long[] { 1, 2, 3, 4, 5, 8, 9, 10 })]
    [InlineData(11, 10, new long[0])]
    public void It_is_brought_up_to_date_with_every_row_that_it_held(int from, int to, long[] unacknowledged)
    {
        Make(from, to);
        Assert.Equal(unacknowledged.Length, OutboxSnapshot.Read(folder.File("outbox.sqlite")).Unacknowledged.Sum(r => r.Count));

        using (var outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance))
        {
            Assert.Equal(OutboxId.Parse("0123456789abcdef0123456789abcdef"), outbox.Id);
            Assert.Equal(unacknowledged, outbox.ReadAfter(0, 100).Readings.Select(r => r.N));
            Assert.Equal((10, unacknowledged.Length, 0), (outbox.Highest, outbox.Status().Unacknowledged, outbox.Status().Kept));
            Assert.Equal((12.5, 1_796_000_000_010), (outbox.Counters["gutter"].EnergyWh, outbox.Instants["gutter"]));
            Assert.Equal(11, outbox.Commit([new Reading("gutter", 5, default)], []));
        }

        var snapshot = OutboxSnapshot.Read(folder.File("outbox.sqlite"));
        Assert.Equal((2, unacknowledged.Length + 1), (snapshot.Version, snapshot.Unacknowledged.Sum(r => r.Count)));
    }

    // rows from to to, without 6 and 7 where they are above the first
    private void Make(int from, int to)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File("outbox.sqlite")};Pooling=False");
        connection.Open();
        Execute(connection, First);
        var body = new byte[RowCodec.MaxReadingBytes];
        for (var n = 1; n <= to; n++)
        {
            var length = RowCodec.Write(new Reading("gutter", 1_796_000_000_000 + n, new QuantityValues { [Quantity.PowerW] = n }), 1, body);
            Execute(connection, $"INSERT INTO row VALUES ({n}, x'{Convert.ToHexString(body.AsSpan(0, length))}')");
        }

        Execute(connection, $"DELETE FROM row WHERE n < {from} OR n BETWEEN 6 AND 7");
        if (from <= 6)
            Execute(connection, "INSERT INTO hole VALUES (6, 7)");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
