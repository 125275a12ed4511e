using CsCheck;
using Powderwatts.Dashboard.Queries;

namespace Powderwatts.Tests.Dashboard.Queries;

public sealed class BucketWidthsTests
{
    private const long Hour = 3_600_000, Day = 24 * Hour;

    [Theory]
    [InlineData(0, Hour, 300, 15_000)]
    [InlineData(0, Hour, 3600, 1000)]
    [InlineData(0, 5 * 60_000, 300, 1000)]
    [InlineData(0, Day, 300, 300_000)]
    [InlineData(0, 10_000, 100, 100)]
    [InlineData(0, 30 * Day, 30, Day)]
    [InlineData(0, 30 * Day, 15, 2 * Day)]
    [InlineData(500, Hour + 500, 3600, 2000)]
    public void The_width_is_the_smallest_that_suffices(long from, long to, int points, long width) =>
        Assert.Equal(width, BucketWidths.For(from, to, points));

    [Fact]
    public void No_period_ever_has_more_buckets_than_asked_for() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[1, 3660 * Day], Gen.Int[1, 2000]).Sample((from, length, points) =>
        {
            var width = BucketWidths.For(from, from + length, points);
            return BucketWidths.Count(from, from + length, width) <= points;
        });
}
