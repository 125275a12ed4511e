using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Powderwatts.Dashboard.Serving;

/// <summary>Writes a whole JSON answer at once, with its length. Answers of the API are never kept by browsers.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes the answer; HEAD gets its headers only.</summary>
    public static Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> write, string contentType = "application/json")
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body))
            write(json);
        return WriteAsync(context, status, body.WrittenMemory, contentType);
    }

    /// <summary>Writes an answer that is ready.</summary>
    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string contentType = "application/json")
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }
}
