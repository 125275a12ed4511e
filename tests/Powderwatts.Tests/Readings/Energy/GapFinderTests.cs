using Powderwatts.Readings.Energy;

namespace Powderwatts.Tests.Readings.Energy;

public sealed class GapFinderTests
{
    [Fact]
    public void Neighbours_up_to_three_intervals_apart_are_no_gap() =>
        Assert.Empty(Find(0, 10_000, (0, 1), (3_000, 1), (6_000, 1), (9_000, 1)));

    [Fact]
    public void A_longer_distance_is_a_gap_from_reading_to_reading() =>
        Assert.Equal([new TimeGap(3_000, 6_001)], Find(0, 9_000, (0, 1), (3_000, 1), (6_001, 1), (9_000, 1)));

    [Fact]
    public void The_later_readings_interval_decides()
    {
        Assert.Empty(Find(0, 60_000, (0, 1), (60_000, 60)));
        Assert.Equal([new TimeGap(0, 60_000)], Find(0, 60_000, (0, 60), (60_000, 1)));
    }

    [Fact]
    public void The_periods_edges_are_gaps_when_they_are_longer_than_the_cap()
    {
        Assert.Equal([new TimeGap(0, 5_000), new TimeGap(5_000, 10_000)], Find(0, 10_000, (5_000, 1)));
        Assert.Empty(Find(0, 6_000, (3_000, 1)));
    }

    [Fact]
    public void A_period_without_readings_is_one_gap() => Assert.Equal([new TimeGap(5, 10)], Find(5, 10));

    [Fact]
    public void Readings_outside_tell_about_the_edges_and_gaps_are_clipped()
    {
        Assert.Equal([new TimeGap(1_000, 5_000), new TimeGap(5_000, 10_000)], Find(1_000, 10_000, (-9_000, 1), (5_000, 1), (20_000, 1)));
        Assert.Empty(Find(1_000, 4_000, (0, 1), (2_000, 1), (5_000, 1)));
        Assert.Equal([new TimeGap(1_000, 4_000)], Find(1_000, 4_000, (-9_000, 1), (9_000, 1)));
        Assert.Empty(Find(1_000, 4_000, (-9_000, 60), (9_000, 60)));
    }

    [Fact]
    public void Repeated_readings_change_nothing() =>
        Assert.Equal([new TimeGap(0, 9_000)], Find(0, 9_000, (0, 1), (0, 1), (9_000, 1), (9_000, 1), (9_000, 1)));

    private static IEnumerable<TimeGap> Find(long from, long to, params (long, double)[] readings) => GapFinder.Find(readings, from, to);
}
