using System.Globalization;

namespace Powderwatts.Tests;

/// <summary>One rule for instants on the command line.</summary>
public sealed class GivenInstantTests
{
    private static readonly TimeZoneInfo denver = TimeZoneInfo.FindSystemTimeZoneById("America/Denver");

    [Theory]
    [InlineData("2026-11-24T07:00:00-07:00", "2026-11-24T14:00:00Z")]
    [InlineData("2026-11-24T14:00Z", "2026-11-24T14:00:00Z")]
    [InlineData("2026-11-24", "2026-11-24T07:00:00Z")]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T18:00:00Z")]
    [InlineData("2026-07-01 12:00", "2026-07-01T18:00:00Z")]
    [InlineData("1796112732412", "2026-12-01T08:12:12.412Z")]
    [InlineData("1000000000", "1970-01-12T13:46:40Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    public void What_is_an_instant(string text, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), GivenInstant.Parse("--from", text)?.In(denver));

    [Theory]
    [InlineData("2026")]
    [InlineData("20260131")]
    [InlineData("999999999")]
    [InlineData("-1")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("0001-01-01")]
    [InlineData("2200-01-01T00:00:00Z")]
    [InlineData("9999-12-31")]
    [InlineData("7258118400000")]
    [InlineData("2026-02-30")]
    [InlineData("2026-01-31T24:00:00Z")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void What_is_none(string text) => Assert.Null(GivenInstant.Parse("--from", text));

    [Fact]
    public void A_time_that_the_clocks_left_out_is_named_with_its_option()
    {
        var given = GivenInstant.Parse("--to", "2026-03-08T02:30:00")!;

        Assert.Equal("\"2026-03-08T02:30:00\" is no instant for --to: this time does not exist in America/Denver; write it with an offset",
            Assert.Throws<UsageException>(() => given.In(denver)).Message);
        Assert.Equal(DateTimeOffset.Parse("2026-03-08T02:30:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), given.In(TimeZoneInfo.Utc));
    }

    [Fact]
    public void The_zone_is_asked_for_only_when_it_is_needed() =>
        Assert.Equal(0, GivenInstant.Parse("--from", "1970-01-01T00:00:00Z")!.In(() => throw new InvalidOperationException()));
}
