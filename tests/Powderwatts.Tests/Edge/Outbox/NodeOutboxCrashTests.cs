using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class NodeOutboxCrashTests : IDisposable
{
    private const int Commits = 12;
    private const int RowsACommit = 3;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_copy_taken_after_any_commit_holds_all_that_was_committed()
    {
        using var outbox = Open(folder.Path);
        for (var i = 1; i <= Commits; i++)
        {
            Commit(outbox, i);
            var copy = Copy($"copy-{i}");
            using var after = Open(copy);
            AssertPrefix(after, i);
            Assert.Equal(i, after.Counters["gutter"].EnergyWh);
            Assert.Equal(outbox.Id, after.Id);
        }
    }

    [Fact]
    public void A_WAL_that_was_cut_anywhere_leaves_a_prefix_of_whole_commits()
    {
        var seen = new SortedSet<int>();
        var lengths = new List<long>();
        string whole;
        using (var outbox = Open(folder.Path))
        {
            for (var i = 1; i <= Commits; i++)
            {
                Commit(outbox, i);
                lengths.Add(new FileInfo(folder.File("outbox.sqlite-wal")).Length);
            }

            whole = Copy("whole");
        }

        for (var length = lengths[^1]; length > lengths[0]; length -= 512)
        {
            var cut = Directory.CreateDirectory(folder.File($"cut-{length}")).FullName;
            foreach (var file in Directory.GetFiles(whole))
                File.Copy(file, Path.Combine(cut, Path.GetFileName(file)));
            using (var wal = File.OpenWrite(Path.Combine(cut, "outbox.sqlite-wal")))
                wal.SetLength(length);

            using var after = Open(cut);
            var commits = lengths.Count(l => l <= length);
            Assert.Equal(commits * RowsACommit, after.Highest);
            AssertPrefix(after, commits);
            Assert.Empty(Directory.GetFiles(cut, "*damaged*"));
            seen.Add(commits);
        }

        Assert.Equal(Enumerable.Range(1, Commits), seen);
    }

    [Fact]
    public void A_WAL_whose_last_block_was_flipped_or_zeroed_leaves_a_prefix_of_whole_commits()
    {
        string whole;
        long before, after;
        using (var outbox = Open(folder.Path))
        {
            for (var i = 1; i < Commits; i++)
                Commit(outbox, i);
            before = new FileInfo(folder.File("outbox.sqlite-wal")).Length;
            Commit(outbox, Commits);
            after = new FileInfo(folder.File("outbox.sqlite-wal")).Length;
            whole = Copy("whole");
        }

        for (var block = before; block < after; block += 512)
        {
            foreach (var flip in (bool[])[true, false])
            {
                var torn = Directory.CreateDirectory(folder.File($"torn-{block}-{flip}")).FullName;
                foreach (var file in Directory.GetFiles(whole))
                    File.Copy(file, Path.Combine(torn, Path.GetFileName(file)));
                using (var wal = new FileStream(Path.Combine(torn, "outbox.sqlite-wal"), FileMode.Open, FileAccess.ReadWrite))
                {
                    var bytes = new byte[Math.Min(512, after - block)];
                    wal.Position = block;
                    wal.ReadExactly(bytes);
                    for (var i = 0; i < bytes.Length; i++)
                        bytes[i] = flip ? (byte)~bytes[i] : (byte)(bytes[i] == 0 ? 1 : 0);
                    wal.Position = block;
                    wal.Write(bytes);
                }

                using var opened = Open(torn);
                Assert.Equal((Commits - 1) * RowsACommit, opened.Highest);
                AssertPrefix(opened, Commits - 1);
            }
        }
    }

    [Fact]
    public void The_WAL_stays_small_however_much_is_committed_and_released()
    {
        using var outbox = Open(folder.Path);
        var longest = 0L;
        for (var i = 0; i < 200; i++)
        {
            outbox.Commit(Enumerable.Range(1, 500).Select(Row), []);
            outbox.Release(outbox.Id, [new RowRange(outbox.Highest - 499, outbox.Highest)]);
            longest = Math.Max(longest, new FileInfo(folder.File("outbox.sqlite-wal")).Length);
        }

        Assert.InRange(longest, 1, 8 << 20);
    }

    [Fact]
    public void A_damaged_page_of_rows_is_found_and_the_outbox_begins_anew()
    {
        using (var outbox = Open(folder.Path))
            outbox.Commit(Enumerable.Range(1, 5000).Select(Row), []);
        using (var file = File.OpenWrite(folder.File("outbox.sqlite")))
        {
            for (var page = 20; page < 40; page++)
            {
                file.Position = page * 4096;
                file.Write(new byte[4096]);
            }
        }

        using var after = Open(folder.Path);
        var damaged = Assert.Throws<OutboxException>(() => after.ReadAfter(0, 5000));
        Assert.Equal(OutboxFault.Damaged, damaged.Fault);
        Assert.True(after.IsDamaged);

        var id = after.Id;
        after.ReplaceDamaged();
        Assert.False(after.IsDamaged);
        Assert.NotEqual(id, after.Id);
        Assert.Equal(1, after.Commit([Row(1)], []));
        Assert.NotEmpty(Directory.GetFiles(folder.Path, "outbox.sqlite.damaged-*"));
    }

    [Theory]
    [InlineData("UPDATE row SET body = CAST(body AS TEXT) WHERE n = 7")]
    [InlineData("UPDATE row SET body = x'' WHERE n = 7")]
    [InlineData("UPDATE row SET body = 7 WHERE n = 7")]
    [InlineData("UPDATE source SET sensor = x'07'")]
    [InlineData("UPDATE source SET origin = 'x'")]
    [InlineData("UPDATE source SET origin = 9")]
    [InlineData("UPDATE source SET interval_s = 'x'")]
    [InlineData("UPDATE hole SET \"to\" = 'x'")]
    [InlineData("UPDATE counter SET energy_wh = 'x'")]
    [InlineData("UPDATE instant SET last_t = x'07'")]
    [InlineData("UPDATE sqlite_sequence SET seq = 'x' WHERE name = 'row'")]
    [InlineData("UPDATE identity SET outbox = x'07'")]
    public void A_value_of_another_type_is_damage_that_the_node_outlives(string sql)
    {
        using (var outbox = Open(folder.Path))
        {
            Commit(outbox, 1);
            Commit(outbox, 2);
            Commit(outbox, 3);
            outbox.Release(outbox.Id, [new RowRange(1, 2)]);
        }

        using (var connection = OutboxSchema.Connect(folder.File("outbox.sqlite"), readOnly: false))
            OutboxSchema.Execute(connection, sql);

        Assert.Equal(sql.Contains("counter", StringComparison.Ordinal) || sql.Contains("instant", StringComparison.Ordinal), LookThrough(folder.File("outbox.sqlite")) is []);
        Assert.True(Outlive(folder.Path));
        Assert.Single(OutboxFiles.Quarantined(folder.Path));
    }

    [Fact]
    public void One_flipped_bit_in_any_byte_of_a_page_of_rows_never_ends_the_node()
    {
        byte[] whole;
        long page;
        using (var outbox = Open(folder.Path))
            Commit(outbox, 1);
        using (var connection = OutboxSchema.Connect(folder.File("outbox.sqlite"), readOnly: true))
            page = OutboxSchema.Scalar(connection, "SELECT rootpage FROM sqlite_schema WHERE name = 'row'") - 1;
        whole = File.ReadAllBytes(folder.File("outbox.sqlite"));
        var found = 0;
        foreach (var at in Enumerable.Range((int)page * 4096, 4096).Where(at => whole[at] != 0))
        {
            foreach (var bit in (int[])[at % 2 == 0 ? 0 : 1 + (at % 7)]) // the lowest bit is where a blob becomes a text
            {
                var place = Directory.CreateDirectory(folder.File($"flip-{at}-{bit}")).FullName;
                whole[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(Path.Combine(place, "outbox.sqlite"), whole);
                whole[at] ^= (byte)(1 << bit);

                LookThrough(Path.Combine(place, "outbox.sqlite"));
                found += Outlive(place) ? 1 : 0;
                Directory.Delete(place, recursive: true);
            }
        }

        Assert.InRange(found, 15, 2000);
    }

    [Fact]
    public void Rows_that_waited_for_the_clock_are_set_right_in_parts_that_a_crash_may_come_between()
    {
        const int Count = 12_000;
        var shift = new ClockShift(1_000_000, 1_796_000_000_000);
        var held = new HeldRows(0, "boot", 1_796_000_000_000, 0, 0);
        using var outbox = Open(folder.Path);
        outbox.Commit(Enumerable.Range(1, Count).Select(i => Row(i) with { Quality = Quality.Unsynced }), [new CounterState("gutter", 1, 1_796_000_000_000, Row(Count).T)], held);
        var sendable = new List<long>();
        var between = "";
        outbox.Committed += _ =>
        {
            sendable.Add(outbox.Sendable);
            between = between.Length > 0 ? between : Copy("between");
        };

        outbox.EndHold(shift);

        Assert.Equal([5000, 10_000, Count], sendable);
        AssertShifted(outbox);
        using var after = Open(between); // as after a crash behind the first part, in the same boot
        Assert.Equal(5001, after.Held!.From);
        after.EndHold(shift);
        AssertShifted(after);

        static void AssertShifted(NodeOutbox outbox)
        {
            Assert.Null(outbox.Held);
            Assert.Equal(Enumerable.Range(1, Count).Select(i => Row(i).T + 1_000_000), outbox.ReadAfter(0, Count).Readings.Select(r => r.Reading.T));
            Assert.Equal((1_796_001_000_000, Row(Count).T + 1_000_000), (outbox.Counters["gutter"].EnergyFrom, outbox.Counters["gutter"].LastT));
        }
    }

    [Fact]
    public void An_outbox_that_cannot_be_moved_aside_is_not_written_to_and_moved_later()
    {
        using var outbox = Open(folder.Path);
        Commit(outbox, 1);
        var old = outbox.Id;
        var inTheWay = Directory.CreateDirectory(OutboxFiles.NewAside(folder.Path, old, hasRows: true));

        Assert.Equal(OutboxFault.Retry, Assert.Throws<OutboxException>(() => outbox.BeginNew("machine-a", "a test")).Fault);
        Assert.Throws<OutboxException>(() => Commit(outbox, 2));
        var renewed = new List<OutboxId>();
        outbox.Renewed += renewed.Add;
        inTheWay.Delete();
        Commit(outbox, 2);
        Assert.Equal([outbox.Id], renewed);

        Assert.NotEqual(old, outbox.Id);
        Assert.Equal(RowsACommit, outbox.Highest);
        using var aside = NodeOutbox.OpenOld(Assert.Single(OutboxFiles.Aside(folder.Path, OutboxFiles.Old)), TimeProvider.System, NullLogger.Instance);
        Assert.Equal((old, RowsACommit), (aside.Id, aside.Highest));
    }

    [Fact]
    public void Thirty_days_of_seven_sensors_go_in_one_transaction()
    {
        using var outbox = Open(folder.Path);

        Assert.Equal(302_400, outbox.Commit(Enumerable.Range(1, 302_400).Select(Row), []));

        Assert.Equal(302_400, outbox.Status().Unacknowledged);
        Assert.Equal(new Numbered(302_400, Row(302_400)), Assert.Single(outbox.ReadAfter(302_399, 10).Readings));
    }

    // what the node does at a start; true when it found damage and began anew
    private static bool Outlive(string place)
    {
        using var outbox = Open(place);
        try
        {
            outbox.RecentInstants(100);
            outbox.Status();
            var builder = new ChunkBuilder();
            for (var after = 0L; outbox.ReadAfter(after, 2) is { IsEmpty: false } batch; after = batch.Last)
                builder.Build(batch);
            outbox.EndHold(null);
        }
        catch (OutboxException damage)
        {
            Assert.Equal(OutboxFault.Damaged, damage.Fault);
            outbox.ReplaceDamaged();
        }

        outbox.Commit([Row(100)], []);
        foreach (var path in OutboxFiles.Quarantined(place))
            Rescue.Run(path, Path.Combine(place, "rescued"), TimeProvider.System);
        return outbox.HasPredecessor;
    }

    // what `outbox verify` does
    private static IReadOnlyList<string> LookThrough(string path)
    {
        try
        {
            return OutboxLook.Verify(path, OutboxSnapshot.Read(path));
        }
        catch (OutboxException damage)
        {
            return [damage.Message];
        }
    }

    private static Reading Row(int i) => new("gutter", 1_796_000_000_000 + i, new QuantityValues { [Quantity.PowerW] = i / 3.0 });

    private static void Commit(NodeOutbox outbox, int i) =>
        outbox.Commit(Enumerable.Range((i - 1) * RowsACommit + 1, RowsACommit).Select(Row), [new CounterState("gutter", i, 0, i)]);

    private static void AssertPrefix(NodeOutbox outbox, int commits) => Assert.Equal(
        Enumerable.Range(1, commits * RowsACommit).Select(i => new Numbered(i, Row(i))), outbox.ReadAfter(0, 1000).Readings);

    private static NodeOutbox Open(string path) => NodeOutbox.Open(path, "machine-a", TimeProvider.System, NullLogger.Instance);

    private string Copy(string name)
    {
        var copy = Directory.CreateDirectory(folder.File(name)).FullName;
        foreach (var file in (string[])["outbox.sqlite", "outbox.sqlite-wal"])
            File.Copy(folder.File(file), Path.Combine(copy, file));
        return copy;
    }
}
