using Powderwatts.Store.Influx;

namespace Powderwatts.Tests.Store.Influx;

public sealed class WritePolicyTests
{
    private static readonly DateTimeOffset now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 204, "", "Ok")]
    [InlineData(1, 200, "", "Ok")]
    [InlineData(1, 200, "<html>Sign in to the guest network</html>", "RetrySlowly")]
    [InlineData(1, 302, "", "RetrySlowly")]
    [InlineData(1, 400, """{"error":"partial write: field type conflict: input field \"power_w\" on measurement \"circuit\" is type float, already exists as type integer dropped=1"}""", "Bisect")]
    [InlineData(1, 400, """{"error":"unable to parse 'x': missing fields"}""", "Bisect")]
    [InlineData(1, 400, """{"error":"partial write: points beyond retention policy dropped=1"}""", "Bisect")]
    [InlineData(1, 400, """{"error":"database is required"}""", "RetrySlowly")]
    [InlineData(1, 400, "<html>Bad Request</html>", "RetrySlowly")]
    [InlineData(1, 401, """{"error":"authorization failed"}""", "RetrySlowly")]
    [InlineData(1, 403, """{"error":"\"guest\" user is not authorized to write to database \"powderwatts\""}""", "RetrySlowly")]
    [InlineData(1, 404, """{"error":"database not found: \"powderwatts\""}""", "RetrySlowly")]
    [InlineData(1, 405, "", "RetrySlowly")]
    [InlineData(1, 408, "", "Retry")]
    [InlineData(1, 413, """{"error":"Request Entity Too Large"}""", "Halve")]
    [InlineData(1, 429, "", "Retry")]
    [InlineData(1, 500, """{"error":"timeout"}""", "Retry")]
    [InlineData(1, 500, """{"error":"engine: error syncing wal: write: no space left on device"}""", "Retry")]
    [InlineData(1, 500, """{"error":"partial write: points beyond retention policy dropped=3"}""", "Bisect")]
    [InlineData(1, 503, """{"error":"queue is full"}""", "Retry")]
    [InlineData(2, 204, "", "Ok")]
    [InlineData(2, 400, """{"code":"invalid","message":"unable to parse 'x': missing fields"}""", "Bisect")]
    [InlineData(2, 400, """{"code":"invalid","message":"Please provide either orgID or org"}""", "RetrySlowly")]
    [InlineData(2, 400, """{"code":"invalid","message":"gzip: invalid header"}""", "RetrySlowly")]
    [InlineData(2, 401, """{"code":"unauthorized","message":"unauthorized access"}""", "RetrySlowly")]
    [InlineData(2, 404, """{"code":"not found","message":"bucket \"powderwatts\" not found"}""", "RetrySlowly")]
    [InlineData(2, 413, """{"code":"request too large","message":"unable to read data: points batch is too large"}""", "Halve")]
    [InlineData(2, 422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \"power_w\" dropped=1"}""", "Bisect")]
    [InlineData(2, 429, """{"code":"too many requests","message":"org exceeded limit"}""", "Retry")]
    [InlineData(2, 500, """{"code":"internal error","message":"unexpected error writing points to database: partial write: points beyond retention policy dropped=1"}""", "Bisect")]
    [InlineData(2, 502, "<html>Bad Gateway</html>", "Retry")]
    [InlineData(3, 204, "", "Ok")]
    [InlineData(3, 400, """{"error":"partial write of line protocol occurred","data":[{"original_line":"circuit v=1","line_number":2,"error_message":"invalid column type for column 'power_w', expected iox::column_type::field::integer, got iox::column_type::field::float"}]}""", "Bisect")]
    [InlineData(3, 400, """{"error":"missing query parameter 'db'"}""", "RetrySlowly")]
    [InlineData(3, 401, "", "RetrySlowly")]
    [InlineData(3, 422, """{"error":"Update to schema would exceed number of columns per table limit of 500 columns"}""", "RetrySlowly")]
    [InlineData(3, 503, "", "Retry")]
    [InlineData(3, 599, "", "Retry")]
    [InlineData(3, 600, "", "RetrySlowly")]
    public void An_answer_to_a_write_is_sorted_by_what_to_do(int version, int status, string body, string action) =>
        Assert.Equal(action, WritePolicy.Judge(version, new(status, body), now).Action.ToString());

    [Theory]
    [InlineData(null, null)]
    [InlineData("7", 7.0)]
    [InlineData("0", 1.0)]
    [InlineData("-5", 1.0)]
    [InlineData("2.5", 2.5)]
    [InlineData("1000000000", 300.0)]
    [InlineData("1e400", 300.0)]
    [InlineData("Tue, 24 Nov 2026 10:00:42 GMT", 42.0)]
    [InlineData("Tue, 24 Nov 2026 09:00:00 GMT", 1.0)]
    [InlineData("Wed, 25 Nov 2026 10:00:00 GMT", 300.0)]
    [InlineData("soon", null)]
    [InlineData("NaN", null)]
    [InlineData("", null)]
    public void A_wish_when_to_come_again_is_held_within_limits(string? header, double? seconds)
    {
        var verdict = WritePolicy.Judge(2, new(429, "", header), now);

        Assert.Equal(WriteAction.Retry, verdict.Action);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, verdict.RetryAfter);
    }

    [Fact]
    public void The_reason_is_short_and_without_the_count_that_is_not_true()
    {
        Assert.Equal("HTTP 400: partial write: points beyond retention policy",
            WritePolicy.Judge(1, new(400, """{"error":"partial write: points beyond retention policy dropped=0"}"""), now).Reason);
        Assert.Equal("HTTP 400: partial write of line protocol occurred: invalid column type",
            WritePolicy.Judge(3, new(400, """{"error":"partial write of line protocol occurred","data":[{"error_message":"invalid column type"}]}"""), now).Reason);
        Assert.Equal(300 + "HTTP 502: ...".Length, WritePolicy.Judge(1, new(502, new string('x', 9000)), now).Reason.Length);
        Assert.Equal("HTTP 503", WritePolicy.Judge(1, new(503, ""), now).Reason);
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData("{\"error\":5}")]
    [InlineData("{\"error\":\"x\",\"data\":[5]}")]
    [InlineData("{\"error\":")]
    [InlineData("{\"error\":\"\\ud800\"}")]
    [InlineData("")]
    public void Strange_bodies_never_throw(string body) => WritePolicy.Judge(3, new(400, body), now);
}
