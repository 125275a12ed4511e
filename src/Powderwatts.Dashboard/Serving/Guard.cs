using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Store;

namespace Powderwatts.Dashboard.Serving;

/// <summary>
/// What every request passes: headers that keep browsers safe, only GET and HEAD, only our own host names, not too often; and
/// every error becomes a problem that says what to do.
/// </summary>
internal sealed partial class Guard(HostNames hosts, RequestRate rate, ILogger<Guard> logger)
{
    // the page brings its own script, style and font files and talks to nobody else
    private const string ContentSecurity =
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Lets a request through, or answers it.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Secure(context.Response.Headers);
        try
        {
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                context.Response.Headers.Allow = "GET, HEAD";
                await Problems.WriteAsync(context, 405, "Method not allowed", "this dashboard only answers questions; use GET or HEAD").ConfigureAwait(false);
            }
            else if (!hosts.Allows(context.Request.Host, context.Connection.LocalIpAddress))
            {
                await Problems.WriteAsync(context, 400, "Unknown host",
                    $"the host '{Short(context.Request.Host.Host)}' is not this dashboard; use {hosts.Allowed}, or start it with --lan").ConfigureAwait(false);
            }
            else if (!rate.Allows(context.Connection.RemoteIpAddress ?? IPAddress.Loopback))
            {
                await Problems.WriteAsync(context, 429, "Too many requests",
                    $"this address asks more than {RequestRate.PerSecond:0} times a second; slow down", retryAfter: TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            }
            else
            {
                await next(context).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // nobody waits for the answer any more
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await ExplainAsync(context, e).ConfigureAwait(false);
        }
    }

    private Task ExplainAsync(HttpContext context, Exception e)
    {
        switch (e)
        {
            case ParameterException parameter:
                return Problems.WriteAsync(context, parameter.Status, parameter.Status == 404 ? "Not found" : "Wrong parameter",
                    parameter.Message, parameter.Parameter);
            case StoreException store:
                Log.Store(logger, context.Request.Path.Value, store.Message);
                return Problems.WriteAsync(context, 503, "The store does not answer", store.Message,
                    retryAfter: store.RetryAfter ?? TimeSpan.FromSeconds(5));
            case NotSupportedException unsupported:
                return Problems.WriteAsync(context, 501, "The store cannot answer this", unsupported.Message);
            case BadHttpRequestException bad:
                return Problems.WriteAsync(context, bad.StatusCode, "Bad request", bad.Message);
            default:
                Log.Failed(logger, context.Request.Path.Value, e);
                return Problems.WriteAsync(context, 500, "Something broke here", "the dashboard's log says what; please report it");
        }
    }

    private static void Secure(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurity;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Path} was not answered: {Why}")]
        public static partial void Store(ILogger logger, string? path, string why);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed")]
        public static partial void Failed(ILogger logger, string? path, Exception exception);
    }
}
