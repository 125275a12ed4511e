using System.Buffers;
using Microsoft.Extensions.Logging;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Collector.Intake;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Collector;

/// <summary>
/// A collector without its broker: takes chunks and `about` payloads, writes to the store, keeps dead letters, acknowledges
/// after the store has confirmed, and tells its health. It holds no state about a node, so any number may share the work.
/// </summary>
public sealed partial class CollectorWorker : IDisposable
{
    private static readonly TimeSpan healthTick = TimeSpan.FromSeconds(1);
    private const int HealthEveryTicks = 10;
    private const long AboutBytes = 8 * 1024 * 1024;

    private readonly CollectorSettings settings;
    private readonly HealthBoard board;
    private readonly TimeProvider time;
    private readonly ILogger<CollectorWorker> logger;
    private readonly CollectorCounts counts = new();
    private readonly CollectorHealth health;
    private readonly ChunkQueue queue;
    private readonly AboutQueue abouts;
    private readonly IntakeLoop intake;
    private readonly AboutLoop aboutLoop;

    /// <summary>Composes it; nothing runs yet.</summary>
    /// <param name="settings">Sizes and limits.</param>
    /// <param name="store">Where rows go; not disposed here.</param>
    /// <param name="deadLetters">Where refused rows go; not disposed here.</param>
    /// <param name="board">Gets the parts `intake`, `store` and `deadletters`.</param>
    /// <param name="random">For the jitter of retries.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public CollectorWorker(
        CollectorSettings settings, IStore store, DeadLetterStore deadLetters, HealthBoard board, Random random, TimeProvider time,
        ILogger<CollectorWorker> logger)
    {
        this.settings = settings;
        this.board = board;
        this.time = time;
        this.logger = logger;
        var nodes = new KnownNodes(settings.Nodes, settings.SensorsPerNode);
        queue = new(settings.PendingChunks, settings.PendingBytes);
        abouts = new(settings.Nodes, AboutBytes);
        health = new(board, counts, queue, nodes, deadLetters, settings);
        intake = new(settings, queue, nodes, store, deadLetters, counts, health, AcknowledgeAsync, new(random), time, logger);
        aboutLoop = new(abouts, nodes, deadLetters, counts, health, AcknowledgeAsync, time);
        health.Refresh();
    }

    /// <summary>
    /// Publishes with QoS 1: topic, payload (valid until the task ends), retained or not; answers whether the broker took it.
    /// Set before <see cref="RunAsync"/>.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>, bool, CancellationToken, Task<bool>>? Publish { get; set; }

    /// <summary>
    /// Hands over a message of a node's `data` or `about` topic; copies it and never blocks. False: too much is waiting, tell the
    /// node that we are busy; it keeps its rows. Other topics are counted and true. Thread-safe.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="payload">The payload; may be reused afterwards.</param>
    /// <param name="retained">Was it kept by the broker? A retained chunk is none of a node's and is ignored.</param>
    public bool Offer(string topic, ReadOnlySequence<byte> payload, bool retained = false)
    {
        var isOurs = Topics.TryParse(topic, out var node);
        if (isOurs && node!.Leaf == TopicLeaf.About)
        {
            if (!abouts.Offer(topic, node, payload))
                Interlocked.Increment(ref counts.Ignored);
            return true;
        }

        if (retained || (isOurs && node!.Leaf != TopicLeaf.Data))
        {
            Interlocked.Increment(ref counts.Ignored);
            return true;
        }

        switch (queue.Offer(topic, node, payload))
        {
            case OfferOutcome.Taken:
                Interlocked.Increment(ref counts.Chunks);
                return true;
            case OfferOutcome.Known:
                Interlocked.Increment(ref counts.Repeats);
                return true;
            default:
                Interlocked.Increment(ref counts.Busy);
                return false;
        }
    }

    /// <inheritdoc cref="Offer(string, ReadOnlySequence{byte}, bool)"/>
    public bool Offer(string topic, ReadOnlyMemory<byte> payload, bool retained = false) =>
        Offer(topic, new ReadOnlySequence<byte>(payload), retained);

    /// <summary>Works until cancelled. What is not acknowledged by then comes again from its node.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Publish is null)
            throw new InvalidOperationException($"set {nameof(Publish)} before {nameof(RunAsync)}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops = [intake.RunAsync(stop.Token), aboutLoop.RunAsync(stop.Token), TellHealthAsync(stop.Token)];
        try
        {
            await await Task.WhenAny(loops).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => abouts.Dispose();

    private async Task AcknowledgeAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (await PublishAsync(topic, payload, retain: false, cancellationToken).ConfigureAwait(false))
            Interlocked.Increment(ref counts.Acknowledgements);
        else if (Interlocked.Increment(ref counts.Unsent) == 1)
            Log.Unsent(logger, topic);
    }

    /// <summary>On change at most once a second, else every 10 s.</summary>
    private async Task TellHealthAsync(CancellationToken cancellationToken)
    {
        var topic = Topics.CollectorHealth(settings.Id);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var timer = new PeriodicTimer(healthTick, time);
        var told = -1L;
        var ticks = 0;
        do
        {
            health.Refresh();
            var version = board.Version;
            if (version == told && ++ticks < HealthEveryTicks)
                continue;
            buffer.ResetWrittenCount();
            WireJson.WriteHealth(buffer, board.Report());
            if (await PublishAsync(topic, buffer.WrittenMemory, retain: true, cancellationToken).ConfigureAwait(false))
                told = version;
            ticks = 0;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A broken broker must not end the loops: what could not be told counts as not sent.</summary>
    private async Task<bool> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken)
    {
        try
        {
            return await Publish!(topic, payload, retain, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.PublishFailed(logger, topic, error);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The first acknowledgement that could not be sent, on '{Topic}'; the node sends its rows again")]
        public static partial void Unsent(ILogger logger, string topic);

        [LoggerMessage(LogLevel.Debug, "cannot publish on '{Topic}'")]
        public static partial void PublishFailed(ILogger logger, string topic, Exception error);
    }
}
