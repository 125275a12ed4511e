using System.Buffers;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.Tests.Dashboard.Live;

public sealed class LiveBoardStreamTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));
    private readonly LiveBoard board;

    public LiveBoardStreamTests()
    {
        board = new LiveBoard(Site, time);
        board.Handle(About(Circuit("north"), Circuit("south")));
    }

    private long Clock => time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void A_stream_begins_with_the_whole_site_and_the_state_of_the_link()
    {
        var stream = board.Open();

        Assert.Equal(["snapshot", "status"], Names(stream));
        Assert.Empty(Names(stream));
    }

    [Fact]
    public void A_reading_is_told_at_once_and_only_once()
    {
        var stream = Opened();

        board.Handle(SiteMessages.Live(Power("north", Clock, 12)));

        var told = Assert.Single(Told(stream));
        Assert.StartsWith("event: reading\ndata: {\"sensor\":\"pi/north\",\"kind\":\"circuit\",\"status\":\"ok\"", told, StringComparison.Ordinal);
        Assert.Empty(Told(stream));
    }

    [Fact]
    public void Only_the_newest_reading_of_a_sensor_waits_and_20_a_second_go_out()
    {
        var stream = Opened();
        var told = new List<string>();
        for (var ms = 0; ms < 1000; ms += 10)
        {
            board.Handle(SiteMessages.Live(Power("north", Clock, ms)));
            told.AddRange(Told(stream));
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(20, told.Count);
        Assert.Contains("\"power_w\":950", told[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_waiting_reading_says_when_its_turn_is()
    {
        var stream = Opened();
        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));
        Told(stream);
        time.Advance(TimeSpan.FromMilliseconds(20));
        board.Handle(SiteMessages.Live(Power("north", Clock, 2)));

        Assert.Equal(TimeSpan.FromMilliseconds(30), board.Drain(stream, new ArrayBufferWriter<byte>()));
        time.Advance(TimeSpan.FromMilliseconds(30));
        Assert.Contains("\"power_w\":2", Assert.Single(Told(stream)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_pace_of_one_sensor_never_holds_another()
    {
        var stream = Opened();
        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));
        Told(stream);
        board.Handle(SiteMessages.Live(Power("north", Clock + 1, 2)));
        board.Handle(SiteMessages.Live(Power("south", Clock, 3)));

        Assert.Contains("pi/south", Assert.Single(Told(stream)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sensor_that_becomes_stale_is_told_once()
    {
        var stream = Opened();
        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));
        board.Tick();
        Told(stream);
        time.Advance(TimeSpan.FromMilliseconds(3001));
        board.Tick();
        board.Tick();

        var told = Assert.Single(Told(stream));
        Assert.Equal(
            "event: status\ndata: {\"link\":\"down\",\"reason\":\"not connected yet\",\"sensors\":[{\"sensor\":\"pi/north\",\"status\":\"stale\",\"age_ms\":3001}]}\n\n",
            told);
    }

    [Fact]
    public void A_sensor_that_fails_is_told_at_once_with_its_reason()
    {
        var stream = Opened();

        board.Handle(SiteMessages.Health(new HealthReport(Clock, [], [Failed("south", "no answer")])));

        Assert.Contains("{\"sensor\":\"pi/south\",\"status\":\"failed\",\"reason\":\"no answer\"}", Assert.Single(Told(stream)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_link_is_told_when_it_changes()
    {
        var stream = Opened();

        board.Link(LinkState.Up, null);
        board.Link(LinkState.Up, null);

        Assert.Equal("event: status\ndata: {\"link\":\"up\",\"sensors\":[]}\n\n", Assert.Single(Told(stream)));
    }

    [Fact]
    public void Other_sensors_are_told_as_a_whole_new_site()
    {
        var stream = Opened();
        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));

        board.Handle(About(Circuit("north"), Circuit("east")));
        board.Handle(About(Circuit("north"), Circuit("east")));

        Assert.Contains("pi/east", Assert.Single(Told(stream)), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_is_told_on_change_and_to_those_who_come_later()
    {
        var stream = Opened();
        var health = new HealthReport(Clock, [Part("backfill", counts: [("acknowledged", 500), ("total", 302_400)])], []);

        board.Handle(SiteMessages.Health(health));
        board.Handle(SiteMessages.Health(health with { T = Clock + 1 }));

        const string expected = "event: progress\ndata: {\"node\":\"pi\",\"part\":\"backfill\",\"acknowledged\":500,\"total\":302400}\n\n";
        Assert.Equal(expected, Assert.Single(Told(stream)));
        Assert.Equal(expected, Told(board.Open())[^1]);
    }

    [Fact]
    public async Task A_reading_wakes_the_stream_that_waits()
    {
        var stream = Opened();
        var wait = stream.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));

        await wait.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_closed_stream_is_told_nothing()
    {
        var stream = Opened();
        board.Close(stream);

        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));

        Assert.Empty(Told(stream));
    }

    private LiveStream Opened()
    {
        var stream = board.Open();
        Told(stream);
        return stream;
    }

    private List<string> Told(LiveStream stream)
    {
        var output = new ArrayBufferWriter<byte>();
        board.Drain(stream, output);
        return [.. Encoding.UTF8.GetString(output.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e + "\n\n")];
    }

    private List<string> Names(LiveStream stream) => [.. Told(stream).Select(e => e.Split('\n')[0]["event: ".Length..])];
}
