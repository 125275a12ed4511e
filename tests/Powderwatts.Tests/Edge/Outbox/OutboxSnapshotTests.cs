using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Outbox;

public sealed class OutboxSnapshotTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_shows_what_is_committed_and_not_acknowledged_beside_the_node()
    {
        using var outbox = Open(new OutboxSettings());
        outbox.Commit(Enumerable.Range(1, 100).Select(i => Reading(i)), []);
        outbox.Release(outbox.Id, [new(1, 10), new(50, 60)]);

        var snapshot = OutboxSnapshot.Read(folder.File(NodeOutbox.FileName));

        Assert.Equal((outbox.Id, 100), (snapshot.Id, snapshot.Highest));
        Assert.Equal([new(11, 49), new(61, 100)], snapshot.Unacknowledged);
        Assert.Empty(snapshot.Dropped);
    }

    [Fact]
    public void What_was_dropped_is_named_by_its_gap_rows()
    {
        using var outbox = Open(new OutboxSettings { MaxBytes = 256 << 10, DropBytes = 64 << 10 });
        for (var i = 0; i < 30 && outbox.Status().Dropped == 0; i++)
            outbox.Commit(Enumerable.Range(1, 500).Select(Reading), []);

        var snapshot = OutboxSnapshot.Read(folder.File(NodeOutbox.FileName));

        var dropped = Assert.Single(snapshot.Dropped);
        Assert.Equal(new(1, outbox.Status().Dropped), dropped);
        Assert.Equal(dropped.To + 1, snapshot.Unacknowledged[0].From);
    }

    [Fact]
    public void Outboxes_that_were_moved_aside_are_found_too()
    {
        var old = default(OutboxId);
        using (var outbox = Open(new OutboxSettings()))
        {
            outbox.Commit([Reading(1)], []);
            old = outbox.Id;
            outbox.BeginNew("fedcba9876543210", "a test");
        }

        var files = OutboxFiles.WithRows(folder.Path);

        Assert.Equal(2, files.Count);
        Assert.Equal((old, 1), (OutboxSnapshot.Read(files[1]).Id, OutboxSnapshot.Read(files[1]).Highest));
    }

    [Fact]
    public void Another_database_is_refused()
    {
        File.WriteAllText(folder.File("outbox.sqlite"), "this is no database, however long it may be, and nobody should read it as one");

        Assert.Throws<OutboxException>(() => OutboxSnapshot.Read(folder.File("outbox.sqlite")));
    }

    private NodeOutbox Open(OutboxSettings settings) =>
        NodeOutbox.Open(folder.Path, "0123456789abcdef", TimeProvider.System, NullLogger.Instance, settings);

    private static Reading Reading(int i) => new("gutter-north", 1000 + i, new() { [Quantity.PowerW] = i, [Quantity.VoltageV] = 12, [Quantity.CurrentA] = 0.1 });
}
