using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard.Live;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Readings.Health;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.Tests.Dashboard.Queries;

public sealed class SiteHealthTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));
    private readonly LiveBoard board;
    private readonly HealthBoard own;

    public SiteHealthTests() => (board, own) = (new LiveBoard(Site, time), new HealthBoard(time));

    private long Clock => time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void Every_part_carries_the_name_of_its_owner()
    {
        own.Set("store", HealthState.Ok);
        board.Handle(Status("online"));
        board.Handle(Health(new HealthReport(Clock, [Part("outbox")], [Failed("north", "no answer")])));
        board.Handle(CollectorHealth("one", new HealthReport(Clock, [Part("intake")], [])));

        var report = SiteHealth.Gather(board, own, Clock);

        Assert.Equal(["pi/status", "pi/outbox", "collector/one/intake", "dashboard/store"], report.Parts.Select(p => p.Part));
        Assert.Equal(["pi/north"], report.Sensors.Select(s => s.Sensor));
        Assert.Equal(HealthState.Warn, SiteHealth.Worst(report));
    }

    [Fact]
    public void An_offline_node_is_down()
    {
        board.Handle(Status("offline"));

        var part = Assert.Single(SiteHealth.Gather(board, own, Clock).Parts);

        Assert.Equal((HealthState.Down, "the node is offline"), (part.State, part.Reason));
    }

    [Fact]
    public void A_report_that_is_no_longer_renewed_is_a_warning()
    {
        board.Handle(Status("online"));
        board.Handle(Health(new HealthReport(Clock, [Part("outbox")], [])));
        board.Handle(CollectorHealth("one", new HealthReport(Clock, [Part("intake")], [])));
        time.Advance(TimeSpan.FromSeconds(31));

        var report = SiteHealth.Gather(board, own, Clock);

        Assert.Equal(["pi/status", "collector/one/report"], report.Parts.Where(p => p.State == HealthState.Warn).Select(p => p.Part));
        Assert.All(report.Parts.Where(p => p.State == HealthState.Warn), p => Assert.Equal("its last report is 31 s old", p.Reason));
    }
}
