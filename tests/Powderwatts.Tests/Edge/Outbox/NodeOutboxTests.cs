using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class NodeOutboxTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_committed_is_read_back_in_order_with_its_sequence()
    {
        using var outbox = Open();
        Assert.True(outbox.IsNew);

        Assert.Equal(3, outbox.Commit([Watts(1, 10), Watts(2, 20), Watts(3, 30)], []));
        var batch = outbox.ReadAfter(1, 10);

        Assert.Equal([new Numbered(2, Watts(2, 20)), new Numbered(3, Watts(3, 30))], batch.Readings);
        Assert.Equal(outbox.Id, batch.Outbox);
        Assert.Equal(3, batch.Last);
        Assert.False(outbox.IsNew);
        Assert.Equal((3, 4), (outbox.Highest, outbox.Next));
    }

    [Fact]
    public void A_sequence_is_never_used_again_though_every_row_was_released_and_the_outbox_opened_again()
    {
        OutboxId id;
        using (var outbox = Open())
        {
            id = outbox.Id;
            outbox.Commit([Watts(1, 10), Watts(2, 20)], []);
            Assert.Equal(2, outbox.Release(outbox.Id, [new RowRange(1, 2)]));
        }

        using var again = Open();
        Assert.Equal(id, again.Id);
        Assert.False(again.IsNew);
        Assert.True(again.ReadAfter(0, 10).IsEmpty);
        Assert.Equal(3, again.Commit([Watts(3, 30)], []));
    }

    [Fact]
    public void Releases_come_in_any_order_overlap_and_repeat()
    {
        using (var outbox = Open())
        {
            outbox.Commit(Enumerable.Range(1, 10).Select(i => Watts(i, i)), []);
            Assert.Equal(3, outbox.Release(outbox.Id, [new RowRange(5, 7)]));
            Assert.Equal(1, outbox.Release(outbox.Id, [new RowRange(4, 7), new RowRange(4, 4)]));
            Assert.Equal(2, outbox.Release(outbox.Id, [new RowRange(9, 500)]));
            outbox.Commit([Watts(11, 11)], []);
            Assert.Equal([1, 2, 3, 8, 11], Sequences(outbox));
            Assert.Equal((5, 3), (outbox.Status().Unacknowledged, outbox.UnacknowledgedUpTo(7)));
        }

        using var again = Open();
        Assert.Equal([1, 2, 3, 8, 11], Sequences(again));
        Assert.Equal((5, 4), (again.Status().Unacknowledged, again.UnacknowledgedUpTo(10)));
        Assert.Equal(1, again.Status().OldestT);
    }

    [Fact]
    public void Counters_come_back_with_the_rows_of_their_transaction()
    {
        var counter = new CounterState("gutter", 0.1 + 0.2, 1_796_000_000_000, 7);
        using (var outbox = Open())
        {
            outbox.Commit([Watts(7, 1)], [counter with { EnergyWh = 0 }]);
            outbox.Commit([Watts(8, 1)], [counter]);
        }

        using var again = Open();
        Assert.Equal(counter, Assert.Single(again.Counters).Value);
    }

    [Fact]
    public void A_commit_that_fails_halfway_leaves_nothing_behind_and_no_gap()
    {
        using var outbox = Open();
        outbox.Commit([Watts(1, 1)], [new CounterState("gutter", 1, 0, 1)]);

        Assert.Throws<InvalidOperationException>(() => outbox.Commit(Broken(), [new CounterState("gutter", 2, 0, 2)]));
        Assert.Equal(1, outbox.Highest);
        outbox.Commit([Watts(3, 3) with { Sensor = "other" }], []);

        Assert.Equal([new Numbered(1, Watts(1, 1)), new Numbered(2, Watts(3, 3) with { Sensor = "other" })], outbox.ReadAfter(0, 10).Readings);
        Assert.Equal(1, outbox.Counters["gutter"].EnergyWh);

        static IEnumerable<Reading> Broken()
        {
            yield return Watts(2, 2) with { Sensor = "other" };
            throw new InvalidOperationException("the chip went away");
        }
    }

    [Fact]
    public void Committed_tells_the_highest_sequence()
    {
        using var outbox = Open();
        var told = new List<long>();
        outbox.Committed += told.Add;

        outbox.Commit([Watts(1, 1), Watts(2, 2)], []);
        outbox.Commit([Watts(3, 3)], []);

        Assert.Equal([2, 3], told);
    }

    [Fact]
    public void Another_machine_begins_a_new_outbox_and_the_old_rows_stay_readable()
    {
        OutboxId id;
        using (var outbox = Open())
        {
            id = outbox.Id;
            outbox.Commit([Watts(1, 1)], [new CounterState("gutter", 5, 0, 1)]);
        }

        using (var cloned = NodeOutbox.Open(folder.Path, "machine-b", time, NullLogger.Instance))
        {
            Assert.NotEqual(id, cloned.Id);
            Assert.True(cloned.IsNew);
            Assert.Empty(cloned.Counters);
        }

        var old = $"{folder.File(NodeOutbox.FileName)}.old-{id.ToString()[..12]}";
        using var connection = new SqliteConnection($"Data Source={old};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM row";
        Assert.Equal(1L, command.ExecuteScalar());
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused_by_name()
    {
        Open().Dispose();
        Change("PRAGMA user_version = 3");

        var refused = Assert.Throws<OutboxException>(Open);

        Assert.Equal(OutboxFault.Newer, refused.Fault);
        Assert.Contains(folder.File(NodeOutbox.FileName), refused.Message, StringComparison.Ordinal);
        Assert.Contains("made by a newer program (version 3", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is no database at all, but it is long enough to be read as a header of one: 0123456789 0123456789 0123456789")]
    [InlineData("")]
    public void A_file_that_is_no_outbox_does_not_stop_the_start(string content)
    {
        File.WriteAllText(folder.File(NodeOutbox.FileName), content);

        using var outbox = Open();

        Assert.Equal(1, outbox.Commit([Watts(1, 1)], []));
        Assert.Equal(content.Length > 0 ? 1 : 0, Directory.GetFiles(folder.Path, "outbox.sqlite.damaged-*Z").Length);
    }

    [Fact]
    public void Another_kind_of_database_is_moved_aside()
    {
        Change("CREATE TABLE notes(text TEXT)");

        using var outbox = Open();

        Assert.True(outbox.IsNew);
        Assert.Single(Directory.GetFiles(folder.Path, "outbox.sqlite.damaged-*Z"));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_named_with_the_next_step()
    {
        File.WriteAllText(folder.File("data"), "a file");

        var refused = Assert.Throws<OutboxException>(() => NodeOutbox.Open(folder.File("data"), "machine-a", time, NullLogger.Instance));

        Assert.StartsWith($"cannot open outbox '{folder.File("data")}/outbox.sqlite': ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("--data DIR", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_outbox_numbered_is_not_released()
    {
        using var folder = new TemporaryFolder();
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", new FakeTimeProvider(), NullLogger.Instance);
        var old = outbox.Id;
        outbox.BeginNew("machine-a", "a test");
        outbox.Commit([Watts(1, 1), Watts(2, 2)], []);

        Assert.Equal(0, outbox.Release(old, [new RowRange(1, 2)]));
        Assert.Equal([1, 2], Sequences(outbox));
        Assert.Equal(2, outbox.Release(outbox.Id, [new RowRange(1, 2)]));
    }

    [Fact]
    public void An_outbox_that_follows_one_that_was_moved_aside_says_so()
    {
        using var folder = new TemporaryFolder();
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", new FakeTimeProvider(), NullLogger.Instance);
        Assert.False(outbox.HasPredecessor);

        outbox.BeginNew("machine-b", "another machine");

        Assert.True(outbox.HasPredecessor);
        Assert.True(outbox.IsNew);
    }

    private static Reading Watts(long t, double watts) => new("gutter", t, new QuantityValues { [Quantity.PowerW] = watts });

    private static IEnumerable<long> Sequences(NodeOutbox outbox) => outbox.ReadAfter(0, 100).Readings.Select(r => r.N);

    private NodeOutbox Open() => NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance);

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File(NodeOutbox.FileName)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
