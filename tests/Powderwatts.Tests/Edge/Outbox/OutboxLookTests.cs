using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class OutboxLookTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NodeOutbox outbox;

    public OutboxLookTests()
    {
        outbox = NodeOutbox.Open(folder.Path, "machine-a", TimeProvider.System, NullLogger.Instance);
        outbox.Commit(Enumerable.Range(1, 1200).Select(i => new Reading("gutter", 1_796_000_000_000 + i, new QuantityValues { [Quantity.PowerW] = i })), []);
        outbox.Release(outbox.Id, [new RowRange(1, 700)]);
    }

    private string Path => folder.File("outbox.sqlite");

    public void Dispose()
    {
        outbox.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Unacknowledged_rows_come_in_batches_and_kept_ones_when_asked_for()
    {
        var snapshot = OutboxSnapshot.Read(Path);
        Assert.Equal([new RowRange(701, 1200)], snapshot.Unacknowledged);
        Assert.Equal([new RowRange(1, 700)], snapshot.Kept);
        Assert.Equal("machine-a", snapshot.Machine);

        Assert.Equal(Enumerable.Range(701, 500).Select(n => (long)n), OutboxLook.Rows(Path, snapshot, kept: false).SelectMany(b => b.Readings).Select(r => r.N));
        Assert.Equal([500, 500, 200], OutboxLook.Rows(Path, snapshot, kept: true).Select(b => b.Readings.Length));
        Assert.Equal([new RowRange(690, 700)], OutboxLook.KeptSince(Path, snapshot, 1_796_000_000_690));
        Assert.Empty(OutboxLook.Verify(Path, snapshot));
    }

    [Fact]
    public void Damage_is_found_and_told()
    {
        outbox.Dispose();
        using (var file = File.OpenWrite(Path))
        {
            file.Position = 10 * 4096;
            file.Write(new byte[4096]);
        }

        Assert.NotEmpty(OutboxLook.Verify(Path, new OutboxSnapshot(outbox.Id, 1200, [new RowRange(701, 1200)], []) { Kept = [new RowRange(1, 700)] }));
    }
}
