using System.Buffers;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// The data connection of a node: sends the outbox's rows and releases what a collector has settled; says who the node is (`about`,
/// `status`), how it is (`health`) and what happens (`event`).
/// </summary>
public sealed partial class DataSender : IAsyncDisposable
{
    private static readonly TimeSpan waitForAbout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan aboutEvery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan healthAtMostEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan healthAtLeastEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan noCollectorAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan twinIsRecent = TimeSpan.FromSeconds(150);

    private readonly NodeOutbox outbox;
    private readonly HealthBoard board;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly MqttLink link;
    private readonly ChunkLoop chunks;
    private readonly OldOutboxes old;
    private readonly Wakening aboutChanged;
    private readonly Channel<Reading> events;
    private volatile NodeFacts node;
    private volatile TaskCompletionSource<About> retainedAbout = NewPromise();
    private volatile bool exchanged;
    private volatile bool spoke; // the broker may keep something of ours
    private volatile bool leaving;
    private volatile Twin? twin;
    private volatile About? measuring;
    private long droppedEvents;
    private long badAbouts;

    /// <summary>Makes a sender; nothing happens before <see cref="RunAsync"/>. Make it before the first sample of this run is committed.</summary>
    /// <param name="node">Who we are.</param>
    /// <param name="broker">Where the broker is and how to log in; client id, last will and subscriptions follow from the node.</param>
    /// <param name="outbox">Where the rows come from.</param>
    /// <param name="dataFolder">Where `deadletters` is.</param>
    /// <param name="board">Gets the parts `broker` and `data`; all of it is published.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the loggers.</param>
    public DataSender(
        NodeFacts node, MqttLinkOptions broker, NodeOutbox outbox, string dataFolder, HealthBoard board, TimeProvider time, ILoggerFactory loggers)
    {
        (this.node, this.outbox, this.board, this.time) = (node, outbox, board, time);
        logger = loggers.CreateLogger<DataSender>();
        link = new MqttLink(NodeLinks.Data(broker, node), time, loggers.CreateLogger<MqttLink>())
        {
            Received = Receive,
            Connected = ExchangeAsync,
            StateChanged = state =>
            {
                if (state == LinkState.Down)
                    Disconnected();
            },
        };
        var deadLetters = new NodeDeadLetters(dataFolder, time);
        old = new OldOutboxes(node, outbox, PublishChunkAsync, deadLetters, board, time, logger);
        chunks = new ChunkLoop(node, outbox, PublishChunkAsync, deadLetters, time, logger, old.IsSending)
        {
            MayEndHold = () => MayEndHold(),
            Heard = link.ResetBackoff,
        };
        aboutChanged = new Wakening(time);
        events = Channel.CreateBounded<Reading>(
            new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref droppedEvents));
        outbox.Renewed += _ => aboutChanged.Wake();
    }

    /// <summary>May rows that wait for a trusted clock be sent as they are?</summary>
    public Func<bool> MayEndHold { get; init; } = () => true;

    /// <summary>How the sending stands was looked at, once a second.</summary>
    internal Action<SenderView>? Looked { get; init; }

    /// <summary>Rows that a collector has settled in this run.</summary>
    public long AcknowledgedRows => chunks.View.AcknowledgedRows;

    /// <summary>
    /// The node that measures under a tape's name, once the broker has shown one: from then on nothing is sent, for a tape never takes
    /// a node's place. Null while there is none, and always for a node that measures itself.
    /// </summary>
    public About? Measuring => measuring;

    /// <summary>Is the link up, and have we said who we are?</summary>
    public bool IsReady => exchanged;

    /// <summary>Rows that are in dead letters, a collector's or our own.</summary>
    public long RefusedRows => chunks.View.RefusedRows + chunks.View.DeadLetters;

    /// <summary>Runs until cancelled; then `status` says `offline`.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Loops.RunAsync(cancellationToken, link.RunAsync, chunks.RunAsync, old.RunAsync, KeepAboutFreshAsync, PublishHealthAsync, PublishEventsAsync);

    /// <summary>The sensors have changed: `about` is published again.</summary>
    public void Describe(ImmutableArray<SensorAbout> sensors)
    {
        node = node with { Sensors = sensors };
        aboutChanged.Wake();
    }

    /// <summary>The tape goes on otherwise: `about` is published again.</summary>
    public void Describe(TapeAbout tape)
    {
        node = node with { Tape = tape };
        aboutChanged.Wake();
    }

    /// <summary>Takes what the broker keeps of this node off it: a tape that has ended leaves nothing behind. Then only the stop may follow.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        link.LeavesQuietly = true;
        leaving = true;
        exchanged = false;
        if (!spoke || measuring is not null)
            return; // what the broker keeps is none of ours
        string[] kept = [Topics.About(node.Site, node.Node), Topics.Health(node.Site, node.Node), Topics.Status(node.Site, node.Node)];
        foreach (var topic in kept)
            await link.PublishAsync(topic, ReadOnlyMemory<byte>.Empty, 1, true, cancellationToken);
    }

    /// <summary>Offers a change of state for the screens; the record of it is its row of the outbox. Any thread; returns at once.</summary>
    public void OfferEvent(in Reading reading) => events.Writer.TryWrite(reading);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();

    private void Receive(MqttMessage message)
    {
        if (message.Topic == Topics.Ack(node.Site, node.Node))
        {
            chunks.Acknowledged(message.Payload);
            old.Acknowledged(message.Payload);
            return;
        }

        if (message.Payload.IsEmpty)
            return; // a tape under this name has ended

        About about;
        try
        {
            about = WireJson.ReadAbout(message.Payload.Span);
        }
        catch (WireException fault)
        {
            if (Interlocked.Increment(ref badAbouts) == 1)
                Log.BadAbout(logger, message.Topic, fault.Message);
            return;
        }

        if (node.Tape is not null && about.Tape is null)
            GiveWay(about);
        if (message.Retained)
            retainedAbout.TrySetResult(about);
        else if (AboutRule.Judge(about, false, node.Run, outbox.Id, outbox.Next) == AboutVerdict.Twin)
            Meet(about);
    }

    private Task<PublishOutcome> PublishChunkAsync(string topic, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        link.PublishAsync(topic, json, 1, false, cancellationToken);

    private void Meet(About other)
    {
        if (twin?.Run != other.Run)
            Log.Twin(logger, node.DataClient, other.Machine, other.Run);
        twin = new Twin(other.Machine, other.Run, time.GetTimestamp());
    }

    private void GiveWay(About other)
    {
        (measuring, exchanged, link.LeavesQuietly) = (other, false, true);
        chunks.LinkDown();
        old.LinkDown();
    }

    private void Disconnected()
    {
        exchanged = false;
        retainedAbout = NewPromise();
        chunks.LinkDown();
        old.LinkDown();
    }

    /// <summary>Who was here under our name before? Then: who we are. Only after that may chunks go.</summary>
    private async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        var seen = retainedAbout.Task;
        await Task.WhenAny(seen, Task.Delay(waitForAbout, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (measuring is not null)
            return;
        if (seen.IsCompletedSuccessfully)
            Compare(await seen);
        if (leaving)
            return;
        spoke = true;
        while (await PublishAboutAsync(cancellationToken) == PublishOutcome.Failed)
            await Task.Delay(waitForAbout, time, cancellationToken);
        if (leaving)
            return;
        await link.PublishAsync(Topics.Status(node.Site, node.Node), "online"u8.ToArray(), 1, true, cancellationToken);
        if (measuring is not null || leaving)
            return; // it came while we were saying so
        exchanged = true;
        chunks.LinkReady();
        old.LinkReady();
    }

    private void Compare(About seen)
    {
        if (AboutRule.Judge(seen, true, node.Run, outbox.Id, outbox.Next) == AboutVerdict.Ahead)
        {
            outbox.BeginNew(
                node.Machine,
                $"the broker knows this outbox up to row {seen.Next - 1} and this copy ends at {outbox.Highest}: it was restored from an older copy");
        }
    }

    private async Task<PublishOutcome> PublishAboutAsync(CancellationToken cancellationToken)
    {
        var json = new ArrayBufferWriter<byte>();
        WireJson.WriteAbout(json, node.About(outbox.Id, outbox.Next));
        return await link.PublishAsync(Topics.About(node.Site, node.Node), json.WrittenMemory, 1, true, cancellationToken);
    }

    private async Task KeepAboutFreshAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await aboutChanged.WaitAsync(aboutEvery, cancellationToken);
            if (exchanged)
                await PublishAboutAsync(cancellationToken);
        }
    }

    private async Task PublishHealthAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(healthAtMostEvery, time);
        var (published, at) = (-1L, 0L);
        do
        {
            ShowHealth();
            var version = board.Version;
            if (!exchanged || (version == published && time.GetElapsedTime(at) < healthAtLeastEvery))
                continue;
            var json = new ArrayBufferWriter<byte>();
            WireJson.WriteHealth(json, board.Report());
            var outcome = await link.PublishAsync(Topics.Health(node.Site, node.Node), json.WrittenMemory, 1, true, cancellationToken);
            if (outcome != PublishOutcome.Failed)
                (published, at) = (version, time.GetTimestamp());
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task PublishEventsAsync(CancellationToken cancellationToken)
    {
        await foreach (var reading in events.Reader.ReadAllAsync(cancellationToken))
        {
            var json = new ArrayBufferWriter<byte>();
            WireJson.WriteReading(json, reading);
            var topic = Topics.Event(node.Site, node.Node, reading.Sensor);
            if (await link.PublishAsync(topic, json.WrittenMemory, 1, false, cancellationToken) is PublishOutcome.Failed or PublishOutcome.Refused)
                Interlocked.Increment(ref droppedEvents);
        }
    }

    private void ShowHealth()
    {
        var view = chunks.View;
        LinkHealth.Show(
            board, "broker", link, ("connects", link.Connects), ("handler_failures", link.HandlerFailures), ("oversized", link.Oversized),
            ("dropped_events", Interlocked.Read(ref droppedEvents)), ("bad_abouts", Interlocked.Read(ref badAbouts)));
        var other = twin is { } met && time.GetElapsedTime(met.SeenAt) < twinIsRecent ? met.Machine : null;
        var (state, reason, next) = DataHealth.Of(view, link.State, link.Reason, node.DataClient, other, NoCollector(view));
        board.Set(
            "data", state, reason, next,
            ("sent_chunks", view.SentChunks), ("resent_chunks", view.ResentChunks), ("acknowledged", view.AcknowledgedRows),
            ("refused", view.RefusedRows), ("dead_letters", view.DeadLetters), ("skipped_acks", view.SkippedAcks),
            ("forged_acks", view.ForgedAcks), ("lost_acks", view.LostAcks), ("window", view.Window), ("in_flight", view.InFlight));
        if (old.IsBusy)
            old.Show();
        Looked?.Invoke(view);
    }

    private bool NoCollector(SenderView view) => view.NoSubscriberSince is { } since && time.GetElapsedTime(since) >= noCollectorAfter;

    private static TaskCompletionSource<About> NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Twin(string Machine, string Run, long SeenAt);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "cannot read '{Topic}': {Fault}; check who else may write there (further ones are only counted)")]
        public static partial void BadAbout(ILogger logger, string topic, string fault);

        [LoggerMessage(Level = LogLevel.Warning, Message = "another node is '{Node}' too: machine {Machine}, run {Run}; give every node an id of its own")]
        public static partial void Twin(ILogger logger, string node, string machine, string run);
    }
}
