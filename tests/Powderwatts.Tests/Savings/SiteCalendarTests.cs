using System.Globalization;
using CsCheck;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Savings;

namespace Powderwatts.Tests.Savings;

public sealed class SiteCalendarTests
{
    private const long HourMs = 3_600_000;
    private static readonly SiteCalendar denver = Calendar("America/Denver");

    [Theory]
    [InlineData("2026-03-07T07:00:00Z", "2026-03-08T07:00:00Z", 24)]
    [InlineData("2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z", 23)]
    [InlineData("2026-11-01T06:00:00Z", "2026-11-02T07:00:00Z", 25)]
    public void A_day_is_as_long_as_the_clocks_of_the_site_say(string from, string to, int hours)
    {
        var (start, end) = (T(from), T(to));

        Assert.Equal([start, end], denver.Days(start, end));
        Assert.Equal(start, denver.DayStart(end - 1));
        Assert.Equal(end, denver.DayStart(end));
        Assert.Equal(hours + 1, denver.Hours(start, end).Length);
    }

    [Fact]
    public void Days_across_both_changes_begin_at_local_midnight()
    {
        var edges = denver.Days(T("2026-03-07T12:00:00Z"), T("2026-03-10T12:00:00Z"));

        Assert.Equal(
            ["2026-03-07T12:00:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z", "2026-03-10T06:00:00Z", "2026-03-10T12:00:00Z"],
            edges.Select(Text));
    }

    [Fact]
    public void Hours_stand_on_full_local_hours()
    {
        var edges = Calendar("Asia/Kolkata").Hours(T("2026-01-01T00:10:00Z"), T("2026-01-01T02:10:00Z"));

        Assert.Equal(["2026-01-01T00:10:00Z", "2026-01-01T00:30:00Z", "2026-01-01T01:30:00Z", "2026-01-01T02:10:00Z"], edges.Select(Text));
    }

    [Fact]
    public void A_day_without_a_midnight_begins_with_its_first_instant() // Beirut, 2026-03-29: 00:00 does not exist
    {
        var beirut = Calendar("Asia/Beirut");

        Assert.Equal("2026-03-28T22:00:00Z", Text(beirut.DayStart(T("2026-03-29T12:00:00Z"))));
    }

    [Fact]
    public void An_hour_of_thirty_minutes_is_an_hour_of_its_own() // Lord Howe moves its clocks by half an hour
    {
        var edges = Calendar("Australia/Lord_Howe").Hours(T("2026-04-04T13:00:00Z"), T("2026-04-04T17:30:00Z"));

        Assert.Equal(
            ["2026-04-04T13:00:00Z", "2026-04-04T14:00:00Z", "2026-04-04T15:00:00Z", "2026-04-04T15:30:00Z", "2026-04-04T16:30:00Z", "2026-04-04T17:30:00Z"],
            edges.Select(Text));
    }

    [Theory]
    [InlineData("America/Denver")]
    [InlineData("Europe/Berlin")]
    [InlineData("Pacific/Apia")]
    [InlineData("UTC")]
    public void Edges_rise_and_days_are_edges_of_hours(string zone)
    {
        var calendar = Calendar(zone);
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[1, 10 * 24 * HourMs]).Sample((from, length) =>
        {
            var hours = calendar.Hours(from, from + length);
            var days = calendar.Days(from, from + length);
            Assert.Equal(hours.Order().Distinct(), hours);
            Assert.Equal(days.Order().Distinct(), days);
            Assert.Empty(days.Except(hours));
        }, iter: 100);
    }

    [Fact]
    public void An_unknown_zone_names_itself_and_the_next_step()
    {
        var fault = Assert.Throws<DashboardException>(() => SiteZone.Find("America/Powder"));

        Assert.StartsWith("cannot use the time zone 'America/Powder': ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Months_begin_at_local_midnight_also_across_a_change_of_the_clock()
    {
        Assert.Equal("2026-11-01T06:00:00Z", Text(denver.MonthStart(T("2026-11-24T12:00:00Z"))));
        Assert.Equal("2026-12-01T07:00:00Z", Text(denver.NextMonth(T("2026-11-24T12:00:00Z"))));
        Assert.Equal("2026-11-01T08:00:00Z", Text(denver.HourStart(T("2026-11-01T08:30:00Z"))));
    }

    private static SiteCalendar Calendar(string zone) => new(TimeZoneInfo.FindSystemTimeZoneById(zone));

    private static long T(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static string Text(long t) => DateTimeOffset.FromUnixTimeMilliseconds(t).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
