using System.Collections.Immutable;
using CsCheck;
using Powderwatts.Readings.Energy;

namespace Powderwatts.Tests.Readings.Energy;

public sealed class CounterDifferenceTests
{
    private const long Hour = 3_600_000;

    /// <summary>Up to four counters one after the other, with holes, from some moment before the day to some moment in it.</summary>
    private static readonly Gen<CounterPoint[]> points =
        Gen.Select(Gen.Long[-2 * Hour, 12 * Hour], Gen.Select(Gen.Int[1, 40], Gen.Int[0, 3]).Array[1, 4], Gen.Long[0, 10_000_000], Gen.Double[0, 500]).Select(x =>
        {
            var made = new List<CounterPoint>();
            var (t, seed) = (x.Item1, x.Item3);
            foreach (var (count, unsynced) in x.Item2)
            {
                var (began, energy) = (t, 0.0);
                for (var i = 0; i < count; i++)
                {
                    t += (seed = ((seed * 31) + 7) % 10_000_019) % 5 == 0 ? 1_000_000 : 60_000;
                    made.Add(new CounterPoint(t, energy, began, 60, unsynced == 1 || (unsynced == 2 && i % 2 == 0)));
                    energy += x.Item4 * (seed % 100) / 100;
                }
            }

            return made.ToArray();
        });

    [Fact]
    public void Energy_is_the_difference_of_the_counter()
    {
        var spans = CounterDifference.Between([At(0, 100), At(Hour, 900)], [0, Hour], []);

        Assert.Equal([new EnergySpan(0, Hour, 800, 1, false)], spans);
    }

    [Fact]
    public void At_a_boundary_close_neighbours_are_interpolated()
    {
        var spans = CounterDifference.Between([At(0, 0), At(Hour - 500, 100), At(Hour + 1500, 104), At(2 * Hour, 110)], [0, Hour, 2 * Hour], []);

        Assert.Equal([101.0, 9.0], spans.Select(s => s.EnergyWh));
    }

    [Fact]
    public void Across_a_gap_the_earlier_value_counts()
    {
        var spans = CounterDifference.Between([At(0, 0), At(Hour - 1500, 100), At(Hour + 1501, 104), At(2 * Hour, 110)], [0, Hour, 2 * Hour], []);

        Assert.Equal([100.0, 10.0], spans.Select(s => s.EnergyWh));
    }

    [Fact]
    public void A_hole_of_10_minutes_in_an_hour_leaves_a_coverage_of_83_3_percent()
    {
        var counter = new EnergyCounter(0, 1);
        var made = new List<CounterPoint>();
        for (var second = 0; second <= 3600; second++)
        {
            if (second is > 1200 and < 1800)
                continue;
            counter.AddPower(TimeSpan.FromSeconds(second), 800, 1);
            made.Add(new CounterPoint(second * 1000, counter.EnergyWh, 1, 1));
        }

        var gaps = GapFinder.Find(made.Select(p => (p.T, p.IntervalS)), 0, Hour).ToList();
        var span = Assert.Single(CounterDifference.Between(made, [0, Hour], [.. gaps, .. gaps]));

        Assert.Equal(800 * 3000 / 3600.0, span.EnergyWh, 1e-9);
        Assert.Equal(0.8333, span.Coverage, 0.002);
        Assert.False(span.LowerBound);
    }

    [Fact]
    public void A_new_counter_counts_from_0_and_makes_a_lower_bound_of_its_hour_only()
    {
        CounterPoint[] made = [At(0, 1000), At(Hour + 10_000, 1500), At(Hour + 11_000, 30, Hour + 10_500), At(2 * Hour, 60, Hour + 10_500), At(3 * Hour, 90, Hour + 10_500)];

        var spans = CounterDifference.Between(made, [0, Hour, 2 * Hour, 3 * Hour], []);
        var day = Assert.Single(CounterDifference.Between(made, [0, 3 * Hour], []));

        Assert.Equal([0, 560, 30], spans.Select(s => s.EnergyWh));
        Assert.Equal([false, true, false], spans.Select(s => s.LowerBound));
        Assert.Equal((590, true), (day.EnergyWh, day.LowerBound));
    }

    [Fact]
    public void A_counter_that_is_reset_at_the_instant_of_its_first_reading_keeps_what_it_shows()
    {
        var span = Assert.Single(CounterDifference.Between([At(0, 1000), At(5_000, 1500), At(6_000, 30, 6_000), At(7_000, 31, 6_000)], [0, Hour], []));

        Assert.Equal(531, span.EnergyWh);
        Assert.True(span.LowerBound);
    }

    [Fact]
    public void A_counter_that_began_in_the_period_began_at_0()
    {
        var span = Assert.Single(CounterDifference.Between([At(Hour / 2, 70, Hour / 4), At(Hour, 100, Hour / 4)], [0, Hour], []));

        Assert.Equal(100, span.EnergyWh);
        Assert.False(span.LowerBound);
    }

    [Fact]
    public void An_older_counter_that_is_first_seen_in_the_period_does_not_bring_its_past_along()
    {
        var span = Assert.Single(CounterDifference.Between([At(Hour / 2, 70_000, -9 * Hour), At(Hour, 70_100, -9 * Hour)], [0, Hour], []));

        Assert.Equal(100, span.EnergyWh);
    }

    [Fact]
    public void An_unsynced_reading_ends_no_difference_while_a_synced_one_exists()
    {
        CounterPoint[] made = [At(0, 0), At(Hour, 100), At(Hour / 2, 5000) with { Unsynced = true }, At(-5, 70) with { Unsynced = true }];

        Assert.Equal([0.0, 100.0], CounterDifference.Between(made, [0, Hour / 2, Hour], []).Select(s => s.EnergyWh));
        Assert.Equal(100, CounterDifference.Between(made, [0, Hour], [])[0].EnergyWh);
    }

    [Fact]
    public void Without_synced_readings_the_unsynced_ones_count() => Assert.Equal(
        100, CounterDifference.Between([At(0, 0) with { Unsynced = true }, At(Hour, 100) with { Unsynced = true }], [0, Hour], [])[0].EnergyWh);

    [Theory]
    [InlineData(-Hour)]
    [InlineData(Hour)]
    public void A_clock_that_is_an_hour_wrong_after_boot_does_not_change_the_energy(long wrong)
    {
        var counter = new EnergyCounter(0, 1);
        var made = new List<CounterPoint>();
        for (var second = 0; second <= 7200; second++)
        {
            counter.AddPower(TimeSpan.FromSeconds(second), 800, 1);
            var unsynced = second is > 3600 and < 3900;
            made.Add(new CounterPoint((second * 1000) + (unsynced ? wrong : 0), counter.EnergyWh, 1, 1, unsynced));
        }

        Assert.Equal(1600, CounterDifference.Between(made, [0, 2 * Hour], [])[0].EnergyWh, 0.16);
    }

    [Fact]
    public void Nothing_known_is_nothing_covered()
    {
        Assert.Equal([new EnergySpan(0, 5, 0, 0, false)], CounterDifference.Between([], [0, 5], []));
        Assert.Empty(CounterDifference.Between([], [0], []));
        Assert.Throws<ArgumentException>(() => CounterDifference.Between([], [5, 5], []));
    }

    [Fact]
    public void Hours_add_up_to_the_day() => points.Sample(made =>
    {
        ImmutableArray<long> hours = [.. Enumerable.Range(0, 25).Select(h => h * Hour)];
        var gaps = GapFinder.Find(made.OrderBy(p => p.T).Select(p => (p.T, p.IntervalS)), 0, 24 * Hour).ToList();
        var spans = CounterDifference.Between(made, hours, gaps);
        var day = CounterDifference.Between(made, [0, 24 * Hour], gaps)[0];
        return Math.Abs(spans.Sum(s => s.EnergyWh) - day.EnergyWh) <= 1e-9
            && Math.Abs(spans.Average(s => s.Coverage) - day.Coverage) <= 1e-9
            && spans.Any(s => s.LowerBound) == day.LowerBound
            && spans.All(s => s.EnergyWh >= 0 && s.Coverage is >= 0 and <= 1);
    }, iter: 2000);

    [Fact]
    public void Any_order_and_any_repetition_give_the_same_answer() =>
        points.SelectMany(made => Gen.Select(Gen.Shuffle(made), Gen.Int[0, made.Length])).Select((mixed, again) => (mixed, again)).Sample(x =>
        {
            ImmutableArray<long> boundaries = [0, Hour, 5 * Hour, 24 * Hour];
            var plain = CounterDifference.Between(x.mixed.OrderBy(p => p.T), boundaries, []);
            return CounterDifference.Between([.. x.mixed, .. x.mixed[..x.again]], boundaries, []).SequenceEqual(plain);
        }, iter: 1000);

    private static CounterPoint At(long t, double energyWh, long energyFrom = -Hour) => new(t, energyWh, energyFrom, 1);
}
