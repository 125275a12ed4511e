using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Powderwatts.Dashboard.Serving;

/// <summary>Errors as RFC 9457 problem details.</summary>
internal static class Problems
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Writes a problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="title">The kind of problem, in a few words.</param>
    /// <param name="detail">What is wrong here, and the next step.</param>
    /// <param name="parameter">The query parameter that is wrong; null when none is.</param>
    /// <param name="retryAfter">When to come again; null when it makes no difference.</param>
    public static Task WriteAsync(
        HttpContext context, int status, string title, string detail, string? parameter = null, TimeSpan? retryAfter = null)
    {
        if (retryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return JsonAnswer.WriteAsync(
            context,
            status,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "about:blank"u8);
                json.WriteString("title"u8, title);
                json.WriteNumber("status"u8, status);
                json.WriteString("detail"u8, detail);
                if (parameter is not null)
                    json.WriteString("parameter"u8, parameter);
                json.WriteEndObject();
            },
            ContentType);
    }
}
