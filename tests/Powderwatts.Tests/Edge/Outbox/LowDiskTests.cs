using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Edge.Outbox;

/// <summary>What the outbox does when its disk, not its own limit, is the wall.</summary>
public sealed class LowDiskTests : IDisposable
{
    private const long MiB = 1 << 20;
    private const long Card = 32L << 30;

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_000_000_000));
    private readonly RoomPolicy policy = new(new OutboxSettings());

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(300, 0, false)]
    [InlineData(200, 1, false)] // acknowledged rows go
    [InlineData(15, 1, true)] // the oldest go too
    public void The_less_is_free_the_more_may_go(long freeMiB, int needs, bool unacknowledged)
    {
        var need = policy.Need(10 * MiB, 0, new DiskSpace(freeMiB * MiB, Card), diskIsFull: false, after: 7);

        Assert.Equal(needs == 0 ? default : new RoomNeed((int)MiB, unacknowledged, 7), need);
        Assert.Equal(default, policy.Need(10 * MiB, MiB, new DiskSpace(freeMiB * MiB, Card), diskIsFull: false, after: 7)); // there is room within the file
    }

    [Fact]
    public void On_a_small_disk_all_of_it_is_smaller()
    {
        var small = 16 * MiB;
        Assert.Equal(2 * MiB, policy.LowBytes(new DiskSpace(MiB, small)));
        Assert.Equal(default, policy.Need(MiB, 0, new DiskSpace(3 * MiB, small), diskIsFull: false, after: 0));
        Assert.Equal(new RoomNeed(256 << 10, AlsoUnacknowledged: true, 0), policy.Need(MiB, 0, new DiskSpace(MiB, small), diskIsFull: false, after: 0));
        Assert.Equal(MiB, policy.BallastBytes(new DiskSpace(MiB, small)));
        Assert.Equal((128, 1000), (RoomPolicy.JournalPagesOf(new DiskSpace(MiB, small)), RoomPolicy.JournalPagesOf(new DiskSpace(MiB, Card))));
        Assert.Equal(100 * MiB, policy.LowBytes(new DiskSpace(MiB, 2000 * MiB)));
    }

    [Fact]
    public void On_a_low_disk_the_copies_of_rescued_files_go_first()
    {
        DiskSpace space = new(1024 * MiB, Card);
        using var outbox = Open(() => space);
        File.WriteAllText(folder.File("outbox.sqlite.rescued-20261124T120000Z"), "");
        outbox.Commit([Row(1)], []);
        Assert.Single(Directory.GetFiles(folder.Path, "*.rescued-*"));

        space = new(100 * MiB, Card);
        outbox.Commit([Row(2)], []);

        Assert.Empty(Directory.GetFiles(folder.Path, "*.rescued-*"));
    }

    [Fact]
    public void The_ballast_is_made_where_there_is_room_and_whole()
    {
        DiskSpace space = new(100 * MiB, Card);
        using var outbox = Open(() => space);
        outbox.Commit([Row(1)], []);
        Assert.False(File.Exists(folder.File("outbox.ballast")));
        Assert.True(outbox.Status().IsDiskLow);

        space = new(1024 * MiB, Card);
        time.Advance(TimeSpan.FromSeconds(61));
        outbox.Commit([Row(2)], []);

        Assert.Equal(8 * MiB, new FileInfo(folder.File("outbox.ballast")).Length);
        Assert.True(outbox.Status().HasBallast);
        Assert.False(outbox.Status().IsDiskLow);
    }

    [Fact]
    public void On_a_low_disk_the_file_stops_growing_and_every_row_that_went_is_named()
    {
        DiskSpace space = new(1024 * MiB, Card);
        using var outbox = Open(() => space);
        for (var i = 0; i < 60; i++)
            outbox.Commit(Enumerable.Range(0, 500).Select(k => Row((i * 500) + k)), []);
        space = new(10 * MiB, Card);
        time.Advance(TimeSpan.FromSeconds(2));
        var before = new FileInfo(folder.File("outbox.sqlite")).Length;

        for (var i = 0; i < 120; i++)
            outbox.Commit(Enumerable.Range(0, 500).Select(k => Row(30_000 + (i * 500) + k)), []);

        Assert.InRange(new FileInfo(folder.File("outbox.sqlite")).Length, before - MiB, before + (2 * MiB));
        Assert.True(outbox.Status().Dropped > 20_000);
        var batch = outbox.ReadAfter(0, 1_000_000);
        var held = batch.Readings.Select(r => r.N).Concat(batch.Gaps.Select(g => g.N)).ToHashSet();
        Assert.All(Enumerable.Range(1, (int)outbox.Highest), n => Assert.True(held.Contains(n) || batch.Gaps.Any(g => n >= g.From && n <= g.To)));
    }

    private NodeOutbox Open(Func<DiskSpace?> look) => NodeOutbox.Open(folder.Path, "machine-a", time, NullLogger.Instance, null, look);

    private static Reading Row(int i) => new("gutter", 1_796_000_000_000 + i, new QuantityValues { [Quantity.PowerW] = i, [Quantity.VoltageV] = 12, [Quantity.CurrentA] = 2 });
}
