using Microsoft.Extensions.Logging;

namespace Powderwatts.Readings.Mqtt;

/// <summary>
/// Our one way to a broker: connects, reconnects with jittered backoff on a monotonic clock, subscribes again after every
/// connect, publishes with a checked reason code. MQTT 5 and 3.1.1.
/// </summary>
public sealed partial class MqttLink(MqttLinkOptions options, TimeProvider time, ILogger<MqttLink> logger) : IAsyncDisposable
{
    private static readonly TimeSpan goodbyeLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stop = new();
    private readonly ReconnectPolicy policy = new(Random.Shared);
    private readonly KeyValuePair<string, object?> tag = new("client", options.ClientId);
    private volatile MqttSession? session;
    private volatile LinkState state = LinkState.Down;
    private volatile string? downReason = "not connected yet";
    private volatile Refused? refused;
    private volatile bool resetBackoff;
    private volatile Task running = Task.CompletedTask;
    private string? warned;
    private long handlerFailures;
    private long oversized;
    private long connects;

    /// <summary>How the link is now.</summary>
    public LinkState State => state;

    /// <summary>
    /// Why it is down, or what the broker refused last and has not taken since, with the next step; null when all is in order.
    /// </summary>
    public string? Reason => downReason ?? refused?.Text;

    /// <summary>Connections made since the start.</summary>
    public long Connects => Interlocked.Read(ref connects);

    /// <summary>True: at the end the last will is not published. For one that has said its last words itself.</summary>
    public bool LeavesQuietly { get; set; }

    /// <summary>Messages whose handler threw.</summary>
    public long HandlerFailures => Interlocked.Read(ref handlerFailures);

    /// <summary>Received messages that were dropped as too large.</summary>
    public long Oversized => Interlocked.Read(ref oversized);

    /// <summary>Called for each message, on the link's own reading loop: copy and return, never block. Set before <see cref="RunAsync"/>.</summary>
    public Action<MqttMessage>? Received { get; set; }

    /// <summary>
    /// Called after every connect, once subscribed; its token ends with the connection. When it throws, the link reconnects. Set
    /// before <see cref="RunAsync"/>.
    /// </summary>
    public Func<CancellationToken, Task>? Connected { get; set; }

    /// <summary>Called when <see cref="State"/> changes.</summary>
    public Action<LinkState>? StateChanged { get; set; }

    /// <summary>
    /// Keeps the link up until cancelled, then publishes the last will itself (a goodbye in order makes the broker forget it) and
    /// disconnects. Throws nothing but <see cref="OperationCanceledException"/>. Call it once.
    /// </summary>
    public Task RunAsync(CancellationToken cancellationToken) => running = KeepUpAsync(cancellationToken);

    /// <summary>
    /// Someone beyond the broker has answered: the next outage starts with a short wait. No effect on an outage that another client
    /// with our id may have caused.
    /// </summary>
    public void ResetBackoff() => resetBackoff = true;

    /// <summary>Publishes and tells what came of it; never throws for a broken link. Calls may overlap.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The payload; must stay unchanged until the call is over.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="retain">Shall the broker keep it for those who subscribe later?</param>
    /// <param name="cancellationToken">Ends the waiting; the message may still go out.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<PublishOutcome> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, int qos, bool retain, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(qos);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qos, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var (outcome, refusal) = session is { } current
            ? await current.PublishAsync(topic, payload, qos, retain, cancellationToken)
            : (PublishOutcome.Failed, null);
        if (outcome == PublishOutcome.Refused && refusal is not null)
        {
            if (refused?.Text != refusal)
                Log.PublishRefused(logger, refusal);
            refused = new Refused(topic, refusal);
        }
        else if (outcome is PublishOutcome.Sent or PublishOutcome.NoSubscriber && refused?.Topic == topic)
        {
            refused = null;
        }

        LinkMetrics.Publishes.Add(1, tag, new KeyValuePair<string, object?>("outcome", outcome));
        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task KeepUpAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stop.Token);
        try
        {
            while (true)
            {
                var (fault, wasUpFor) = await RunOnceAsync(either.Token);
                if (fault.MayBeTakenOver && wasUpFor > TimeSpan.Zero)
                    fault = fault with { BrokerIsGone = await BrokerProbe.IsGoneAsync(options.Host, options.Port, time, either.Token) };
                var wait = policy.WaitAfter(fault, wasUpFor, resetBackoff);
                resetBackoff = false;
                GoDown(wasUpFor > TimeSpan.Zero ? "keep the link to" : "connect to", fault, wait);
                await Task.Delay(wait, time, either.Token);
            }
        }
        finally
        {
            Stop();
        }
    }

    /// <summary>One connection from connect to loss. Returns why it ended and how long it was up.</summary>
    private async Task<(LinkFault Fault, TimeSpan WasUpFor)> RunOnceAsync(CancellationToken cancellationToken)
    {
        using var mine = new MqttSession(options, time, Deliver, DropOversized);
        using var life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.CompletedTask;
        try
        {
            if (await mine.OpenAsync(cancellationToken) is { } fault)
                return (fault, TimeSpan.Zero);
            var since = time.GetTimestamp();
            GoUp(mine);
            work = CallConnectedAsync(mine, life.Token);
            fault = await WatchAsync(mine, cancellationToken);
            return (fault, Max(time.GetElapsedTime(since), TimeSpan.FromTicks(1)));
        }
        finally
        {
            await life.CancelAsync();
            await work;
            if (cancellationToken.IsCancellationRequested && session is not null && !LeavesQuietly && options.WillTopic is { } will)
                await SayGoodbyeAsync(mine, will);
            session = null;
            await mine.CloseAsync(goodbyeLimit);
        }
    }

    /// <summary>Waits for the loss, with pings of our own: MQTTnet's keep-alive follows the wall clock and stops when that steps back.</summary>
    private async Task<LinkFault> WatchAsync(MqttSession mine, CancellationToken cancellationToken)
    {
        var every = options.KeepAlive / 2;
        while (true)
        {
            using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var tick = Task.Delay(every, time, woken.Token);
            await Task.WhenAny(mine.Lost, tick);
            await woken.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (mine.Lost.IsCompleted)
                return await mine.Lost;
            await mine.PingAsync(cancellationToken);
        }
    }

    private async Task CallConnectedAsync(MqttSession mine, CancellationToken cancellationToken)
    {
        if (Connected is null)
            return;
        try
        {
            await Connected(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // the connection ended first
        }
        catch (Exception exception)
        {
            CountHandlerFailure("connected", exception);
            mine.Drop(new LinkFault($"the work after connecting failed: {exception.Message}", "see the log"));
        }
    }

    private async Task SayGoodbyeAsync(MqttSession mine, string will)
    {
        using var limit = new CancellationTokenSource(goodbyeLimit, time);
        try
        {
            await mine.PublishAsync(will, System.Text.Encoding.UTF8.GetBytes(options.WillPayload), 1, true, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // then the broker sends the will by itself when the keep-alive has passed
        }
    }

    private void Deliver(MqttMessage message)
    {
        try
        {
            Received?.Invoke(message);
        }
        catch (Exception exception)
        {
            CountHandlerFailure(message.Topic, exception);
        }
    }

    private void DropOversized(string topic, long bytes)
    {
        Interlocked.Increment(ref oversized);
        LinkMetrics.Oversized.Add(1, tag);
        Log.TooLarge(logger, topic, bytes, MqttSession.LargestPayload);
    }

    private void CountHandlerFailure(string what, Exception exception)
    {
        Interlocked.Increment(ref handlerFailures);
        LinkMetrics.HandlerFailures.Add(1, tag);
        Log.HandlerFailed(logger, what, exception);
    }

    private void GoUp(MqttSession mine)
    {
        Interlocked.Increment(ref connects);
        LinkMetrics.Connects.Add(1, tag);
        session = mine;
        downReason = null;
        refused = null;
        warned = null;
        state = LinkState.Up;
        Log.Up(logger, options.Host, options.Port, options.ClientId, options.Protocol, options.Tls is null ? "" : " over TLS");
        Announce(LinkState.Up);
    }

    private void GoDown(string doing, LinkFault fault, TimeSpan wait)
    {
        var text = $"cannot {doing} broker '{options.Host}:{options.Port}': {fault.Cause}; {fault.NextStep}";
        downReason = text;
        if (warned == text)
        {
            Log.StillDown(logger, text, wait.TotalSeconds);
        }
        else
        {
            warned = text;
            Log.Down(logger, text);
        }

        if (state == LinkState.Up)
        {
            state = LinkState.Down;
            Announce(LinkState.Down);
        }
    }

    private void Stop()
    {
        downReason = $"the link to broker '{options.Host}:{options.Port}' was stopped";
        if (state == LinkState.Up)
        {
            state = LinkState.Down;
            Log.Stopped(logger, options.Host, options.Port);
            Announce(LinkState.Down);
        }
    }

    private void Announce(LinkState now)
    {
        try
        {
            StateChanged?.Invoke(now);
        }
        catch (Exception exception)
        {
            CountHandlerFailure("state changed", exception);
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private sealed record Refused(string Topic, string Text);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Connected to broker {Host}:{Port} as '{ClientId}', MQTT {Protocol}{Over}")]
        public static partial void Up(ILogger logger, string host, int port, string clientId, int protocol, string over);

        [LoggerMessage(Level = LogLevel.Information, Message = "Left broker {Host}:{Port}")]
        public static partial void Stopped(ILogger logger, string host, int port);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
        public static partial void Down(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Debug, Message = "{Reason} (again in {WaitS:0.0} s)")]
        public static partial void StillDown(ILogger logger, string reason, double waitS);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason}")]
        public static partial void PublishRefused(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Dropped a message on '{Topic}': {Bytes} bytes; at most {Most} are taken")]
        public static partial void TooLarge(ILogger logger, string topic, long bytes, int most);

        [LoggerMessage(Level = LogLevel.Error, Message = "cannot handle '{What}': an internal fault; report it with this trace")]
        public static partial void HandlerFailed(ILogger logger, string what, Exception exception);
    }
}
