using System.Text;
using Powderwatts.Fuzz.Seeds;
using Powderwatts.Store.Influx;

namespace Powderwatts.Fuzz.Targets;

/// <summary>
/// What a server answers to a write: any status, any text, any Retry-After. Only 204 and an empty 200 are a yes, a wait stays
/// within 1 to 300 s, and a line is blamed only with an InfluxDB error in hand.
/// </summary>
internal static class WriteReplyTarget
{
    private static readonly int[] statuses = [200, 204, 301, 400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504, 599];
    private static readonly string?[] wishes = [null, "0", "7", "-1", "1e9", "1e400", "NaN", "Wed, 21 Oct 2015 07:28:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"];

    public static FuzzTarget Target { get; } = new("write-reply",
    [
        .. new[]
        {
            """{"error":"partial write: field type conflict: input field \"power_w\" dropped=1"}""", """{"code":"invalid","message":"unable to parse 'x'"}""",
            """{"error":"partial write of line protocol occurred","data":[{"original_line":"c..","line_number":1,"error_message":"no"}]}""", "<html>Sign in</html>", "",
            """{"error":"\ud800"}""", """{"error":"partial write","data":[{"error_message":"\udc00 x"}]}""",
        }.Select(Encoding.UTF8.GetBytes),
        .. Samples.Hostile,
    ], Read);

    private static string Read(byte[] input)
    {
        var dice = input.Aggregate(17, (sum, b) => unchecked((sum * 31) + b)) & 0x7FFFFFFF;
        var status = statuses[dice % statuses.Length];
        var wish = dice % 3 == 0 && input.Length is > 0 and < 64 ? Encoding.Latin1.GetString(input) : wishes[dice / 16 % wishes.Length];
        var body = Encoding.UTF8.GetString(input.AsSpan(0, Math.Min(input.Length, 64 * 1024)));
        var verdict = WritePolicy.Judge(1 + (dice / 256 % 3), new InfluxReply(status, body, wish), DateTimeOffset.UnixEpoch.AddYears(57));
        if (verdict.Action == WriteAction.Ok && !(status == 204 || (status == 200 && string.IsNullOrWhiteSpace(body))))
            throw new BrokenRuleException($"HTTP {status} with a text was taken for a yes");
        if (verdict.RetryAfter is { } wait && (wait < TimeSpan.FromSeconds(1) || wait > TimeSpan.FromSeconds(300)))
            throw new BrokenRuleException($"a wait of {wait}");
        if (verdict.Action == WriteAction.Bisect && WritePolicy.ErrorIn(body) is null)
            throw new BrokenRuleException("a line was blamed without an InfluxDB error");
        return $"{verdict.Action} {status}";
    }
}
