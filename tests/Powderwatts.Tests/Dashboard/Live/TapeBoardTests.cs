using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.Tests.Dashboard.Live;

/// <summary>A site while a tape plays: its clock, its pace, and what is measured meanwhile.</summary>
public sealed class TapeBoardTests
{
    private static readonly TapeAbout storm = new("roof-storm", 1, null, 1_768_205_520_000, 1_768_205_820_000);
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));
    private readonly LiveBoard board;

    public TapeBoardTests() => board = new LiveBoard(Site, time);

    [Fact]
    public void What_is_measured_meanwhile_is_not_on_the_screen_of_a_tape()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(SiteMessages.Live(Power("north", time.GetUtcNow().ToUnixTimeMilliseconds(), 30)));
        board.Handle(AboutTape(storm, "old-pi", Circuit("north", Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", storm.First, 12, Origin.Replay), "old-pi"));
        board.Handle(SiteMessages.Live(Power("north", time.GetUtcNow().ToUnixTimeMilliseconds(), 31)));

        var now = board.Now();
        var sensor = Assert.Single(now.Sensors);
        Assert.Equal((Origin.Replay, "old-pi/north", 12d), (now.Mode, sensor.Sensor, sensor.Reading!.Value.Values[Quantity.PowerW]!.Value));
    }

    [Fact]
    public void A_measured_reading_under_the_name_of_a_tapes_sensor_is_passed_over()
    {
        board.Handle(AboutTape(storm, Node, Circuit("north", Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", storm.First, 12, Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", time.GetUtcNow().ToUnixTimeMilliseconds(), 30)));

        Assert.Equal(Origin.Replay, Assert.Single(board.Now().Sensors).Reading!.Value.Origin);
    }

    [Fact]
    public void When_the_tape_is_taken_off_the_screens_show_what_is_measured_and_nothing_of_the_tape()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(SiteMessages.Live(Power("north", time.GetUtcNow().ToUnixTimeMilliseconds(), 30)));
        board.Handle(AboutTape(storm, "old-pi", Circuit("north", Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", storm.First, 12, Origin.Replay), "old-pi"));
        board.Handle(Status("offline", "old-pi"));

        var now = board.Now();
        Assert.Equal((Origin.Live, "pi/north"), (now.Mode, Assert.Single(now.Sensors).Sensor));
        Assert.Null(now.Tape);
    }

    [Fact]
    public void A_tape_that_was_killed_does_not_make_a_replay_of_a_site_whose_nodes_are_down()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(AboutTape(storm, "old-pi", Circuit("north", Origin.Replay)));
        board.Handle(Status("offline", "old-pi"));
        board.Handle(Status("offline"));

        var now = board.Now();
        Assert.Equal((Origin.Live, "pi/north"), (now.Mode, Assert.Single(now.Sensors).Sensor));
        Assert.Null(now.Tape);
    }

    [Fact]
    public void A_tape_that_has_ended_leaves_no_node_behind()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(AboutTape(storm, "old-pi", Circuit("north", Origin.Replay)));
        board.Handle(Status("online", "old-pi"));
        board.Handle(new(Topics.About(Site, "old-pi"), ReadOnlyMemory<byte>.Empty, false));
        board.Handle(new(Topics.Status(Site, "old-pi"), ReadOnlyMemory<byte>.Empty, false));

        Assert.Equal([Node], board.Read((nodes, _) => nodes.Select(n => n.Node).ToArray()));
        Assert.Equal(Origin.Live, board.Now().Mode);
    }

    [Fact]
    public void A_node_that_goes_over_to_a_tape_shows_nothing_that_it_measured_before()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(SiteMessages.Live(Power("north", time.GetUtcNow().ToUnixTimeMilliseconds(), 30)));
        board.Handle(AboutTape(storm, Node, Circuit("north", Origin.Replay)));

        var sensor = Assert.Single(board.Now().Sensors);
        Assert.Equal((SensorStatus.Absent, Origin.Replay), (sensor.Status, sensor.Origin));
    }

    [Fact]
    public void What_an_earlier_tape_left_in_the_store_is_not_what_this_one_shows()
    {
        board.Handle(AboutTape(storm, Node, Circuit("north", Origin.Replay)));
        board.Stored(Origin.Replay, [new(new(Site, Node, "north", Origin.Replay), Power("north", storm.Last, 99, Origin.Replay), 1, 1)]);

        Assert.Equal(SensorStatus.Absent, Assert.Single(board.Now().Sensors).Status);
        Assert.False(board.NeedsStore);
    }

    [Theory]
    [InlineData(1, 3000, "Ok")]
    [InlineData(1, 3001, "Stale")]
    [InlineData(0.1, 30_000, "Ok")]
    [InlineData(0.1, 30_001, "Stale")]
    [InlineData(100, 3001, "Stale")]
    [InlineData(0, 86_400_000, "Ok")]
    public void A_tapes_readings_grow_old_by_the_time_since_they_came_at_the_tapes_speed(double speed, int ageMs, string status)
    {
        board.Handle(AboutTape(storm with { Speed = speed }, Node, Circuit("north", Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", storm.First, 12, Origin.Replay)));
        time.Advance(TimeSpan.FromMilliseconds(ageMs));

        Assert.Equal(status, Assert.Single(board.Now().Sensors).Status.ToString());
    }

    [Fact]
    public void The_tapes_clock_is_its_newest_instant_and_goes_back_when_it_begins_anew()
    {
        board.Handle(AboutTape(storm, Node, Circuit("north", Origin.Replay), Circuit("slow", Origin.Replay, 10)));
        Assert.Null(board.Now().Tape!.Clock);

        board.Handle(SiteMessages.Live(Power("slow", storm.Last - 500, 1, Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", storm.Last, 1, Origin.Replay)));
        Assert.Equal(storm.Last, board.Now().Tape!.Clock);
        Assert.Equal(storm.Last, board.InstantOf(Origin.Replay));

        time.Advance(TimeSpan.FromMilliseconds(1001));
        board.Handle(SiteMessages.Live(Power("north", storm.First, 1, Origin.Replay)));
        Assert.Equal(storm.First, board.Now().Tape!.Clock);
        Assert.Equal(time.GetUtcNow().ToUnixTimeMilliseconds(), board.InstantOf(Origin.Live));
    }

    [Fact]
    public void A_tape_that_changes_its_speed_is_told_to_the_pages()
    {
        board.Handle(AboutTape(storm, Node, Circuit("north", Origin.Replay)));
        var stream = board.Open();
        board.Drain(stream, new System.Buffers.ArrayBufferWriter<byte>());
        board.Handle(AboutTape(storm with { Speed = 0 }, Node, Circuit("north", Origin.Replay)));
        var told = new System.Buffers.ArrayBufferWriter<byte>();
        board.Drain(stream, told);

        Assert.Contains("\"speed\":0", System.Text.Encoding.UTF8.GetString(told.WrittenSpan), StringComparison.Ordinal);
    }
}
