using System.Text;
using Microsoft.Extensions.Time.Testing;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Store;
using static Powderwatts.Tests.SiteMessages;

namespace Powderwatts.Tests.Dashboard.Live;

public sealed class LiveBoardTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_796_112_732_000));
    private readonly LiveBoard board;

    public LiveBoardTests() => board = new LiveBoard(Site, time);

    private long Clock => time.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void A_described_sensor_that_was_never_read_is_absent()
    {
        board.Handle(About(Circuit("north")));

        var sensor = Assert.Single(board.Now().Sensors);
        Assert.Equal(("pi/north", SensorStatus.Absent), (sensor.Sensor, sensor.Status));
        Assert.Null(sensor.Reading);
        Assert.Null(sensor.AgeMs);
    }

    [Fact]
    public void A_reading_tells_its_age_by_its_own_instant()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(SiteMessages.Live(Power("north", Clock - 400, 12.5)));
        time.Advance(TimeSpan.FromMilliseconds(100));

        var sensor = Assert.Single(board.Now().Sensors);
        Assert.Equal((SensorStatus.Ok, 500L), (sensor.Status, sensor.AgeMs));
        Assert.Equal(12.5, sensor.Reading!.Value.Values[Quantity.PowerW]);
    }

    [Theory]
    [InlineData(1, 3000, "Ok")]
    [InlineData(1, 3001, "Stale")]
    [InlineData(0.1, 3000, "Ok")]
    [InlineData(0.1, 3001, "Stale")]
    [InlineData(60, 180_000, "Ok")]
    [InlineData(60, 180_001, "Stale")]
    public void A_reading_is_stale_after_three_intervals_and_not_before_3_s(double intervalS, int ageMs, string status)
    {
        board.Handle(About(Circuit("north", intervalS: intervalS)));
        board.Handle(SiteMessages.Live(Power("north", Clock, 1, intervalS: intervalS)));
        time.Advance(TimeSpan.FromMilliseconds(ageMs));

        Assert.Equal(status, Assert.Single(board.Now().Sensors).Status.ToString());
    }

    [Fact]
    public void A_clock_that_is_ahead_never_hides_that_readings_stopped()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(SiteMessages.Live(Power("north", Clock + 3_600_000, 1)));
        time.Advance(TimeSpan.FromSeconds(4));

        Assert.Equal(SensorStatus.Stale, Assert.Single(board.Now().Sensors).Status);
    }

    [Fact]
    public void A_late_reading_never_replaces_a_newer_one()
    {
        board.Handle(SiteMessages.Live(Power("north", Clock, 2)));
        board.Handle(SiteMessages.Live(Power("north", Clock - 1, 1)));

        Assert.Equal(2, Assert.Single(board.Now().Sensors).Reading!.Value.Values[Quantity.PowerW]);
    }

    [Fact]
    public void A_reading_from_the_future_gives_way_when_the_nodes_clock_has_been_put_right()
    {
        board.Handle(SiteMessages.Live(Power("north", Clock + 60_000, 2)));
        time.Advance(TimeSpan.FromSeconds(1));
        board.Handle(SiteMessages.Live(Power("north", Clock, 1)));

        Assert.Equal(1, Assert.Single(board.Now().Sensors).Reading!.Value.Values[Quantity.PowerW]);
    }

    [Fact]
    public void A_tape_may_begin_anew_and_is_as_old_as_its_arrival()
    {
        board.Handle(About(Circuit("north", Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", 5000, 2, Origin.Replay)));
        board.Handle(SiteMessages.Live(Power("north", 1000, 1, Origin.Replay)));
        time.Advance(TimeSpan.FromMilliseconds(20));

        var now = board.Now();
        var sensor = Assert.Single(now.Sensors);
        Assert.Equal((Origin.Replay, SensorStatus.Ok, 20L, 1000L), (now.Mode, sensor.Status, sensor.AgeMs, sensor.Reading!.Value.T));
    }

    [Fact]
    public void A_failed_sensor_says_why_and_keeps_its_last_reading()
    {
        board.Handle(About(Circuit("north")));
        board.Handle(SiteMessages.Live(Power("north", Clock, 2)));
        board.Handle(SiteMessages.Health(new HealthReport(Clock, [], [Failed("north", "no answer at 0x40")])));

        var sensor = Assert.Single(board.Now().Sensors);
        Assert.Equal((SensorStatus.Failed, "no answer at 0x40"), (sensor.Status, sensor.Reason));
        Assert.NotNull(sensor.Reading);
    }

    [Fact]
    public void The_newest_of_live_and_store_is_shown()
    {
        board.Handle(About(Circuit("north"), Circuit("south")));
        board.Handle(SiteMessages.Live(Power("north", Clock, 2)));
        board.Handle(SiteMessages.Live(Power("south", Clock - 500, 3)));
        board.Stored(Origin.Live, [Row("pi", "north", Clock - 100, 20), Row("pi", "south", Clock - 100, 30)]);

        Assert.Equal([2, 30], board.Now().Sensors.Select(s => s.Reading!.Value.Values[Quantity.PowerW]!.Value));
    }

    [Fact]
    public void A_stored_row_is_judged_by_the_sensors_own_interval()
    {
        board.Handle(About(Circuit("north")));
        board.Stored(Origin.Live, [Row("pi", "north", Clock - 30_000, 20, intervalS: 60)]);

        Assert.Equal(SensorStatus.Stale, Assert.Single(board.Now().Sensors).Status);
    }

    [Fact]
    public void A_stored_row_of_a_sensor_that_is_no_longer_described_is_not_shown()
    {
        board.Handle(About(Circuit("north")));
        board.Stored(Origin.Live, [Row("pi", "retired", Clock, 20)]);

        Assert.Equal(["pi/north"], board.Now().Sensors.Select(s => s.Sensor));
    }

    [Fact]
    public void Stored_rows_are_shown_while_no_node_has_spoken()
    {
        board.Stored(Origin.Live, [Row("pi", "north", Clock - 60_000, 20)]);

        Assert.Equal(SensorStatus.Stale, Assert.Single(board.Now().Sensors).Status);
    }

    [Fact]
    public void Circuits_come_first_then_the_order_of_the_description()
    {
        board.Handle(About(Climate("roof"), Circuit("south"), Circuit("north")));

        Assert.Equal(["pi/south", "pi/north", "pi/roof"], board.Now().Sensors.Select(s => s.Sensor));
    }

    [Fact]
    public void A_new_description_forgets_the_sensors_that_it_does_not_hold()
    {
        board.Handle(About(Circuit("north"), Circuit("south")));
        board.Handle(About(Circuit("south")));

        Assert.Equal(["pi/south"], board.Now().Sensors.Select(s => s.Sensor));
    }

    [Theory]
    [InlineData("Sim", "Sim", "Sim")]
    [InlineData("Sim", "Live", "Live")]
    [InlineData("Live", "Replay", "Replay")]
    public void The_mode_follows_from_the_descriptions(string first, string second, string mode)
    {
        board.Handle(AboutOf("a", Circuit("north", Enum.Parse<Origin>(first))));
        board.Handle(AboutOf("b", Circuit("north", Enum.Parse<Origin>(second))));

        Assert.Equal(mode, board.Mode.ToString());
    }

    [Fact]
    public void An_offline_tape_no_longer_makes_the_mode()
    {
        board.Handle(AboutOf("a", Circuit("north")));
        board.Handle(AboutOf("b", Circuit("north", Origin.Replay)));
        board.Handle(Status("offline", "b"));

        Assert.Equal(Origin.Live, board.Mode);
    }

    [Theory]
    [InlineData("powderwatts/v1/lodge/pi/live/north", "{\"t\":1,\"power_w\":\"12\"}")]
    [InlineData("powderwatts/v1/lodge/pi/live/north", "not json")]
    [InlineData("powderwatts/v1/lodge/pi/live/NORTH", "{\"t\":1,\"power_w\":1}")]
    [InlineData("powderwatts/v1/lodge/pi/about", "[]")]
    [InlineData("powderwatts/v1/lodge/pi/health", "{}")]
    [InlineData("powderwatts/v1/lodge/pi/status", "sleeping")]
    [InlineData("powderwatts/v1/other/pi/status", "online")]
    [InlineData("powderwatts/v1/collector/one/health", "{\"t\":")]
    [InlineData("powderwatts/v1/collector/ONE/health", "{}")]
    public void A_message_that_breaks_the_contract_is_counted_and_passed_over(string topic, string payload)
    {
        board.Handle(new MqttMessage(topic, Encoding.UTF8.GetBytes(payload), false));
        board.Handle(SiteMessages.Live(Power("north", Clock, 2)));

        Assert.Equal((2L, 1L), (board.Counts.Messages, board.Counts.Bad));
        Assert.Contains(topic, board.Counts.LastBad, StringComparison.Ordinal);
        Assert.Single(board.Now().Sensors);
    }

    [Fact]
    public void A_node_has_at_most_64_sensors()
    {
        for (var i = 0; i < 70; i++)
            board.Handle(SiteMessages.Live(Power($"s{i}", Clock, i)));

        Assert.Equal(64, board.Now().Sensors.Length);
        Assert.Equal(6, board.Counts.Bad);
    }

    [Fact]
    public void A_site_has_at_most_1000_nodes()
    {
        for (var i = 0; i < 1003; i++)
            board.Handle(Status("online", $"n{i}"));

        Assert.Equal(3, board.Counts.Bad);
    }

    [Fact]
    public void Only_a_report_of_this_run_tells_that_a_reading_is_acknowledged()
    {
        board.Handle(SiteMessages.Health(new HealthReport(Clock - 1, [Part("data", counts: ("acknowledged", 5))], [])));
        var before = board.Acknowledged;
        board.Handle(SiteMessages.Health(new HealthReport(Clock, [Part("data", counts: ("acknowledged", 0))], [])));
        var nothing = board.Acknowledged;
        board.Handle(SiteMessages.Health(new HealthReport(Clock + 1, [Part("data", counts: ("acknowledged", 1))], [])));

        Assert.Equal((false, false, true), (before, nothing, board.Acknowledged));
    }

    private static StoredReading Row(string node, string sensor, long t, double powerW, double intervalS = 1) =>
        new(new Series(Site, node, sensor, Origin.Live), Power(sensor, t, powerW, intervalS: intervalS), 1, 1);
}
