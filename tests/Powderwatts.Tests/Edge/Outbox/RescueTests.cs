using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

/// <summary>A damaged outbox: what can be read is sent, the rest is named.</summary>
public sealed class RescueTests : IDisposable
{
    private const int Rows = 5000;

    private readonly TemporaryFolder folder = new();
    private OutboxId id;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(20, 40)]
    [InlineData(12, 13)]
    [InlineData(40, 45)]
    public void Rows_behind_and_before_pages_that_are_gone_are_rescued_and_the_others_named(int firstPage, int lastPage)
    {
        Make(released: []);
        Zero(firstPage, lastPage);

        var rescued = Rescue.Run(folder.File("outbox.sqlite"), folder.File("rescued"), TimeProvider.System)!;

        Assert.Equal(id, rescued.Outbox);
        var lost = rescued.Lost.Sum(r => r.Count);
        Assert.InRange(lost, 20, (lastPage - firstPage) * 130);
        Assert.Equal(Rows - lost, rescued.Count);
        using var outbox = NodeOutbox.OpenOld(folder.File("rescued"), TimeProvider.System, NullLogger.Instance);
        Assert.Equal(id, outbox.Id);
        var batch = outbox.ReadAfter(0, 10_000);
        Assert.All(batch.Readings, r => Assert.Equal(Row((int)r.N), r.Reading));
        Assert.Equal(rescued.Lost, batch.Gaps.Select(g => new RowRange(g.From, g.To)));
        Assert.All(batch.Gaps, g => Assert.Equal(("outbox-damaged", Row((int)g.From - 1).T, Row((int)g.To + 1).T), (g.Why, g.FirstT, g.LastT)));
        var held = batch.Readings.Select(r => r.N).Concat(batch.Gaps.Select(g => g.N)).ToHashSet();
        Assert.All(Enumerable.Range(1, (int)outbox.Highest), n => Assert.True(held.Contains(n) || batch.Gaps.Any(g => n >= g.From && n <= g.To), $"{n} is nowhere"));
    }

    [Fact]
    public void Rows_that_were_acknowledged_are_neither_sent_again_nor_called_lost()
    {
        Make(released: [new RowRange(1, 3000)]);
        Zero(20, 24); // among the acknowledged

        var rescued = Rescue.Run(folder.File("outbox.sqlite"), folder.File("rescued"), TimeProvider.System)!;

        Assert.Empty(rescued.Lost);
        using var outbox = NodeOutbox.OpenOld(folder.File("rescued"), TimeProvider.System, NullLogger.Instance);
        Assert.Equal((2000, Rows), (outbox.UnacknowledgedUpTo(Rows), outbox.Highest));
        Assert.Equal(3001, outbox.ReadAfter(0, 1).Readings[0].N);
    }

    [Fact]
    public void A_file_that_says_no_id_gives_nothing()
    {
        Make(released: []);
        using (var file = File.OpenWrite(folder.File("outbox.sqlite")))
            file.Write(new byte[4096]);

        Assert.Null(Rescue.Run(folder.File("outbox.sqlite"), folder.File("rescued"), TimeProvider.System));
    }

    [Fact]
    public void Damage_found_at_the_start_or_while_running_is_quarantined_by_name()
    {
        Make(released: []);
        Zero(20, 40);
        using (var outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance))
        {
            Assert.Throws<OutboxException>(() => outbox.ReadAfter(0, Rows));
            outbox.ReplaceDamaged();
            Assert.True(outbox.HasPredecessor);
            Assert.Equal(Row(Rows).T, outbox.Instants["gutter"]); // its sensors never give an instant twice
        }

        Assert.Single(OutboxFiles.Quarantined(folder.Path));
        Assert.Single(OutboxFiles.WithRows(folder.Path));
        using (var file = File.OpenWrite(folder.File("outbox.sqlite")))
            file.Write(new byte[100]);
        using (NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance))
            Assert.Equal(2, OutboxFiles.Quarantined(folder.Path).Count);
    }

    [Fact]
    public void Two_gap_rows_of_one_origin_never_share_their_first_instant()
    {
        Make(released: []);
        Execute("DELETE FROM row WHERE n IN (1, 3, 4)");

        var rescued = Rescue.Run(folder.File("outbox.sqlite"), folder.File("rescued"), TimeProvider.System)!;

        Assert.Equal([new RowRange(1, 1), new RowRange(3, 4)], rescued.Lost);
        using var outbox = NodeOutbox.OpenOld(folder.File("rescued"), TimeProvider.System, NullLogger.Instance);
        Assert.Equal([Row(2).T, Row(2).T + 1], outbox.ReadAfter(0, 10_000).Gaps.Select(g => g.FirstT));
    }

    [Fact]
    public void Where_nobody_can_read_what_was_acknowledged_all_that_is_missing_is_named()
    {
        Make(released: []);
        Execute("DELETE FROM row WHERE n <= 3000");
        Execute("DROP TABLE hole");

        var rescued = Rescue.Run(folder.File("outbox.sqlite"), folder.File("rescued"), TimeProvider.System)!;

        Assert.Equal([new RowRange(1, 3000)], rescued.Lost);
        using var outbox = NodeOutbox.OpenOld(folder.File("rescued"), TimeProvider.System, NullLogger.Instance);
        var gap = Assert.Single(outbox.ReadAfter(0, 10_000).Gaps);
        Assert.Equal((1, 3000, "outbox-damaged"), (gap.From, gap.To, gap.Why));
    }

    [Fact]
    public void A_file_of_more_rows_than_one_transaction_takes_is_rescued_whole()
    {
        using (var outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance))
            outbox.Commit(Enumerable.Range(1, 12_345).Select(Row), []);

        var rescued = Rescue.Run(folder.File("outbox.sqlite"), folder.File("rescued"), TimeProvider.System)!;

        Assert.Equal(12_345, rescued.Count);
        Assert.Empty(rescued.Lost);
        using var again = NodeOutbox.OpenOld(folder.File("rescued"), TimeProvider.System, NullLogger.Instance);
        Assert.Equal(Enumerable.Range(1, 12_345).Select(n => new Numbered(n, Row(n))), again.ReadAfter(0, 20_000).Readings);
    }

    private void Execute(string sql)
    {
        using var connection = OutboxSchema.Connect(folder.File("outbox.sqlite"), readOnly: false);
        OutboxSchema.Execute(connection, sql);
    }

    private static Reading Row(int n) => new("gutter", 1_796_000_000_000 + (n * 1000L), new QuantityValues { [Quantity.PowerW] = n, [Quantity.VoltageV] = n / 3.0 });

    private void Make(RowRange[] released)
    {
        using var outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance);
        id = outbox.Id;
        outbox.Commit(Enumerable.Range(1, Rows).Select(Row), []);
        outbox.Release(id, released);
    }

    private void Zero(int firstPage, int lastPage)
    {
        using var file = File.OpenWrite(folder.File("outbox.sqlite"));
        for (var page = firstPage; page < lastPage; page++)
        {
            file.Position = page * 4096L;
            file.Write(new byte[4096]);
        }
    }
}
