using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Powderwatts.Dashboard.Queries;
using Powderwatts.Dashboard.Serving;

namespace Powderwatts.Dashboard.Live;

/// <summary>`GET /api/v1/live`: server-sent events. Each reading leaves as soon as it has come.</summary>
internal sealed class LiveEndpoint(LiveBoard board, StreamLimits limits, TimeProvider time, IHostApplicationLifetime lifetime) : IEndpoint
{
    /// <summary>Between two signs of life.</summary>
    public static readonly TimeSpan PingEvery = TimeSpan.FromSeconds(5);

    /// <summary>A write that takes longer closes the stream.</summary>
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Path => "/api/v1/live";

    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context)
    {
        QueryParameters.Only(context.Request.Query);
        var address = context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
        var place = limits.Enter(address);
        if (place != StreamPlace.Ok)
        {
            await RefuseAsync(context, place).ConfigureAwait(false);
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers["X-Accel-Buffering"] = "no"; // a proxy in between must not collect events
            if (!HttpMethods.IsHead(context.Request.Method))
                await StreamAsync(context).ConfigureAwait(false);
        }
        finally
        {
            limits.Leave(address);
        }
    }

    private async Task StreamAsync(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var stream = board.Open();
        await using var alarm = time.CreateTimer(_ => stream.Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            var output = new ArrayBufferWriter<byte>(4096);
            output.Write(LiveFrames.Retry);
            var pinged = time.GetTimestamp();
            while (true)
            {
                var next = board.Drain(stream, output);
                if (time.GetElapsedTime(pinged) >= PingEvery)
                {
                    LiveFrames.Ping(output, time.GetUtcNow().ToUnixTimeMilliseconds());
                    pinged = time.GetTimestamp();
                }

                if (output.WrittenCount > 0)
                    await SendAsync(context, output.WrittenMemory, end.Token).ConfigureAwait(false);
                output.ResetWrittenCount();
                var ping = PingEvery - time.GetElapsedTime(pinged);
                var wait = next is { } due && due < ping ? due : ping;
                alarm.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                await stream.WaitAsync(end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // the page has gone, or the program stops
        }
        catch (TimeoutException)
        {
            context.Abort(); // the page does not read: its place is for another one
        }
        finally
        {
            board.Close(stream);
        }
    }

    private async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> events, CancellationToken cancellationToken)
    {
        var sent = context.Response.BodyWriter.WriteAsync(events, cancellationToken);
        if (sent.IsCompleted)
            await sent.ConfigureAwait(false);
        else
            await sent.AsTask().WaitAsync(StuckAfter, time, cancellationToken).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext context, StreamPlace place) => place == StreamPlace.AddressFull
        ? Problems.WriteAsync(context, 429, "Too many live streams",
            $"this address has {StreamLimits.MaxPerAddress} live streams open; close one first", retryAfter: TimeSpan.FromSeconds(5))
        : Problems.WriteAsync(context, 503, "Too many live streams",
            $"the dashboard has {StreamLimits.MaxTotal} live streams open; try again when one has closed", retryAfter: TimeSpan.FromSeconds(5));
}
