using CsCheck;
using Powderwatts.Edge.Sampling;

namespace Powderwatts.Tests.Edge.Sampling;

public sealed class InstantStampTests
{
    [Fact]
    public void A_clash_or_a_small_slip_adds_a_millisecond()
    {
        var stamp = new InstantStamp();

        Assert.Equal([10_000, 10_001, 10_002, 10_003, 12_000], new long[] { 10_000, 10_000, 9_500, 9_003, 12_000 }.Select(stamp.Stamp));
    }

    [Fact]
    public void After_a_real_step_back_readings_keep_true_time_and_clash_with_none_before()
    {
        var stamp = new InstantStamp();
        var before = Enumerable.Range(0, 100).Select(i => stamp.Stamp(1_000_000 + (i * 1000))).ToList();

        var after = Enumerable.Range(0, 120).Select(i => stamp.Stamp(1_050_000 + (i * 1000))).ToList();

        Assert.Empty(before.Intersect(after));
        Assert.All(after.Select((t, i) => t - (1_050_000 + (i * 1000))), off => Assert.InRange(off, 0, 1));
    }

    [Fact]
    public void The_last_instant_before_a_restart_counts() => Assert.Equal(5_001, new InstantStamp(5_000).Stamp(4_900));

    [Fact]
    public void No_instant_is_ever_given_twice_whatever_the_clock_does() =>
        Gen.Long[0, 5_000].Array[1, 300].Sample(clock =>
        {
            var stamp = new InstantStamp();
            var given = clock.Select(stamp.Stamp).ToList();
            Assert.Equal(given.Count, given.Distinct().Count());
        });
}
