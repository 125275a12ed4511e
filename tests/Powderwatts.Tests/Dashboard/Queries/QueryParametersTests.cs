using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Readings;

namespace Powderwatts.Tests.Dashboard.Queries;

public sealed class QueryParametersTests
{
    [Theory]
    [InlineData("?points=0", "parameter 'points' is 0; allowed: 1 to 2000")]
    [InlineData("?points=2001", "parameter 'points' is 2001; allowed: 1 to 2000")]
    [InlineData("?points=", "parameter 'points' is empty; allowed: 1 to 2000")]
    [InlineData("?points=1e3", "parameter 'points' is 1e3; allowed: 1 to 2000")]
    [InlineData("?points=99999999999999999999", "parameter 'points' is 99999999999999999999; allowed: 1 to 2000")]
    [InlineData("?points= 5", "parameter 'points' is  5; allowed: 1 to 2000")]
    [InlineData("?points=1&points=2", "parameter 'points' is given 2 times; allowed: once")]
    [InlineData("?Points=1", "parameter 'Points' is not known here; allowed: points")]
    public void A_wrong_number_names_itself_and_the_range(string query, string message)
    {
        var fault = Assert.Throws<ParameterException>(() => QueryParameters.Only(Query(query), "points").Integer("points", 300, 1, 2000));

        Assert.Equal(message, fault.Message);
        Assert.Equal("points", fault.Parameter, ignoreCase: true);
        Assert.Equal(400, fault.Status);
    }

    [Theory]
    [InlineData("", 300)]
    [InlineData("?points=1", 1)]
    [InlineData("?points=2000", 2000)]
    public void A_right_number_is_taken(string query, int points) =>
        Assert.Equal(points, QueryParameters.Only(Query(query), "points").Integer("points", 300, 1, 2000));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1796112732412", 1_796_112_732_412)]
    [InlineData("4102444800000", 4_102_444_800_000)]
    [InlineData("2026-03-08T00:00:00Z", 1_772_928_000_000)]
    [InlineData("2026-03-08T00:00:00.25Z", 1_772_928_000_250)]
    [InlineData("2026-03-08T01:00:00%2B01:00", 1_772_928_000_000)]
    [InlineData("2026-03-07T17:00:00-07:00", 1_772_928_000_000)]
    public void An_instant_is_milliseconds_or_rfc_3339(string text, long t) =>
        Assert.Equal(t, QueryParameters.Only(Query("?from=" + text), "from").Instant("from"));

    [Theory]
    [InlineData("-1")]
    [InlineData("4102444800001")]
    [InlineData("now")]
    [InlineData("2026-03-08")]
    [InlineData("2026-03-08T00:00:00")]
    [InlineData("2026-13-08T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("1.5")]
    public void Another_instant_is_refused(string text)
    {
        var fault = Assert.Throws<ParameterException>(() => QueryParameters.Only(Query("?from=" + text), "from").Instant("from"));

        Assert.Contains("allowed: Unix milliseconds from 0 to 4102444800000, or RFC 3339", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?from=2000&to=2000", "from")]
    [InlineData("?from=3000&to=2000", "from")]
    [InlineData("?to=500", "to")]
    [InlineData("?from=0&to=86400001", "from")]
    public void An_empty_or_too_long_period_is_refused(string query, string parameter)
    {
        var fault = Assert.Throws<ParameterException>(
            () => QueryParameters.Only(Query(query), "from", "to").Period(1000, 9000, TimeSpan.FromDays(1)));

        Assert.Equal(parameter, fault.Parameter);
    }

    [Fact]
    public void A_period_defaults_to_what_the_endpoint_says() =>
        Assert.Equal((1000L, 9000L), QueryParameters.Only(Query(""), "from", "to").Period(1000, 9000, TimeSpan.FromDays(1)));

    [Theory]
    [InlineData("pi/gutter-north", "pi", "gutter-north")]
    [InlineData("a/b", "a", "b")]
    public void A_sensor_is_node_and_sensor(string text, string node, string sensor) =>
        Assert.Equal(new SensorName(node, sensor), QueryParameters.Only(Query("?sensor=" + text), "sensor").Sensor());

    [Theory]
    [InlineData("")]
    [InlineData("?sensor=")]
    [InlineData("?sensor=north")]
    [InlineData("?sensor=/north")]
    [InlineData("?sensor=pi/")]
    [InlineData("?sensor=pi/a/b")]
    [InlineData("?sensor=pi/NORTH")]
    [InlineData("?sensor=pi/..%2F..%2Fetc")]
    [InlineData("?sensor=pi/<script>")]
    public void Another_sensor_is_refused(string query)
    {
        var fault = Assert.Throws<ParameterException>(() => QueryParameters.Only(Query(query), "sensor").Sensor());

        Assert.EndsWith("allowed: node/sensor, each 1 to 32 of a-z, 0-9 and -", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_are_exact()
    {
        var parameters = QueryParameters.Only(Query("?origin=SIM&quantity=watts&by=week"), "origin", "quantity", "by");

        Assert.Equal("parameter 'origin' is SIM; allowed: live, replay, sim", Assert.Throws<ParameterException>(() => parameters.Origin(Origin.Live)).Message);
        Assert.StartsWith("parameter 'quantity' is watts; allowed: power_w, ", Assert.Throws<ParameterException>(() => parameters.Quantity()).Message, StringComparison.Ordinal);
        Assert.Equal("parameter 'by' is week; allowed: hour, day", Assert.Throws<ParameterException>(() => parameters.Word("by", "day", "hour", "day")).Message);
    }

    [Fact]
    public void A_long_value_is_shortened_in_the_message()
    {
        var fault = Assert.Throws<ParameterException>(() => QueryParameters.Only(Query("?by=" + new string('x', 5000)), "by").Word("by", "day", "day"));

        Assert.True(fault.Message.Length < 120);
    }

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));
}
