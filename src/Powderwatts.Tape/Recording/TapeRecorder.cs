using System.Collections.Immutable;
using System.Threading.Channels;
using Powderwatts.Readings;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Recording;

/// <summary>
/// Records what a broker carries of one site: each row of `data` once, however often it was sent, or each sample of `live`; with the
/// origin that it has. It never holds up the broker link: what comes faster than the disk takes it is dropped and counted.
/// </summary>
public sealed class TapeRecorder
{
    /// <summary>Messages that wait for the disk.</summary>
    private const int WaitingMessages = 512;

    /// <summary>Their payloads together, bytes: the largest that the wire allows would else fill a Pi's memory.</summary>
    private const long WaitingBytes = 16L << 20;

    private const int MostOutboxes = 1024;

    private static readonly TimeSpan waitForAbouts = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan flushEvery = TimeSpan.FromSeconds(10);

    private readonly RecordOptions options;
    private readonly TimeProvider time;
    private readonly TapeFiles files;
    private readonly Channel<MqttMessage> waiting;
    private readonly Dictionary<string, ImmutableArray<SensorAbout>> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, OutboxId Outbox), SeenRows> seen = [];
    private readonly TaskCompletionSource subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Wake wake;
    private TapeWriter? writer;
    private string file = "";
    private long waitingBytes;
    private long flushedAt;
    private long flushedReadings;
    private long readings;
    private long repeats;
    private long missing;
    private long bad;
    private long dropped;

    /// <summary>A recorder; nothing is written before <see cref="RunAsync"/>.</summary>
    /// <param name="options">What and where to.</param>
    /// <param name="time">The clock.</param>
    public TapeRecorder(RecordOptions options, TimeProvider time)
    {
        (this.options, this.time, wake) = (options, time, new Wake(time));
        files = new TapeFiles(options.File, options.FileBytes, options.BudgetBytes);
        waiting = Channel.CreateBounded<MqttMessage>(
            new BoundedChannelOptions(WaitingMessages) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            message => Drop(message));
        Subscriptions = options.Live
            ? [Topics.About(options.Site, "+"), Topics.Live(options.Site, "+", "+"), Topics.Event(options.Site, "+", "+")]
            : [Topics.About(options.Site, "+"), Topics.Data(options.Site, "+")];
    }

    /// <summary>What the broker link must subscribe to.</summary>
    public IReadOnlyList<string> Subscriptions { get; }

    /// <summary>A file was begun; the argument is its path. Set before <see cref="RunAsync"/>.</summary>
    public Action<string>? Began { get; set; }

    /// <summary>A file was removed because the recording has taken its share of the disk; the argument is its path. Set before <see cref="RunAsync"/>.</summary>
    public Action<string>? Removed { get; set; }

    /// <summary>What it has taken so far.</summary>
    public RecordCounts Counts => new(
        Interlocked.Read(ref readings), Interlocked.Read(ref repeats), Interlocked.Read(ref missing), Interlocked.Read(ref bad),
        Interlocked.Read(ref dropped), files.Count);

    /// <summary>The link is up: from now on messages come.</summary>
    public void Subscribed() => subscribed.TrySetResult();

    /// <summary>Takes a message. Any thread; returns at once.</summary>
    public void Offer(MqttMessage message)
    {
        if (Interlocked.Add(ref waitingBytes, message.Payload.Length) > WaitingBytes)
            Drop(message);
        else
            waiting.Writer.TryWrite(message);
        wake.Call();
    }

    /// <summary>Records until cancelled; then writes what waits and completes the tape.</summary>
    /// <exception cref="TapeException">The disk cannot take it; all before that is readable.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            // what the broker keeps of the nodes comes first: it stands at the beginning of the tape
            await subscribed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(waitForAbouts, time, cancellationToken).ConfigureAwait(false);
            TakeWaiting();
            Begin();
            while (true)
            {
                TakeWaiting();
                if (time.GetElapsedTime(flushedAt) >= flushEvery)
                    Flush();
                await wake.WaitAsync(flushEvery, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (writer is null && subscribed.Task.IsCompleted)
                Begin();
            TakeWaiting();
            writer?.Complete();
        }
        finally
        {
            writer?.Dispose();
        }
    }

    private void Drop(in MqttMessage message)
    {
        Interlocked.Add(ref waitingBytes, -message.Payload.Length);
        Interlocked.Increment(ref dropped);
    }

    private void Begin()
    {
        foreach (var old in files.MakeRoom())
        {
            File.Delete(old);
            Removed?.Invoke(old);
        }

        file = files.Next();
        writer = TapeWriter.Create(file, new TapeHeader(
            options.Site, options.Name, options.Zone, [.. nodes.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => new TapeNode(n.Key, n.Value))],
            options.Live ? TapeHeader.FromLive : TapeHeader.FromData, options.Software, options.RigHash, time.GetUtcNow().ToUnixTimeMilliseconds()));
        (flushedAt, flushedReadings) = (time.GetTimestamp(), 0);
        Began?.Invoke(file);
    }

    private void TakeWaiting()
    {
        // descriptions that wait before the first file belong at its beginning; readings must wait for it
        while (waiting.Reader.TryPeek(out var message))
        {
            if (!Topics.TryParse(message.Topic, out var topic) || topic.Site != options.Site)
            {
                Taken();
                continue;
            }

            if (writer is null && topic.Leaf != TopicLeaf.About)
                return;
            Taken();
            try
            {
                Take(topic, message.Payload.Span);
            }
            catch (Exception fault) when (fault is WireException or ArgumentException)
            {
                Interlocked.Increment(ref bad);
            }

            if (writer?.Bytes >= options.FileBytes)
                Rotate();
        }
    }

    private void Taken()
    {
        if (waiting.Reader.TryRead(out var message))
            Interlocked.Add(ref waitingBytes, -message.Payload.Length);
    }

    private void Take(NodeTopic topic, ReadOnlySpan<byte> payload)
    {
        switch (topic.Leaf)
        {
            case TopicLeaf.About when !payload.IsEmpty:
                Describe(topic.Node, WireJson.ReadAbout(payload).Sensors);
                break;
            case TopicLeaf.Data:
                TakeChunk(topic.Node, WireJson.ReadChunk(payload));
                break;
            case TopicLeaf.Live or TopicLeaf.Event:
                Write(topic.Node, WireJson.ReadReading(payload, topic.Sensor!));
                break;
        }
    }

    private void Describe(string node, ImmutableArray<SensorAbout> sensors)
    {
        if (nodes.TryGetValue(node, out var known) && SameSensors(known, sensors))
            return; // it is told again every minute
        nodes[node] = sensors;
        writer?.Describe(new TapeNode(node, sensors));
    }

    private void TakeChunk(string node, ReceivedChunk received)
    {
        var key = (node, received.Chunk.Outbox);
        if (!seen.TryGetValue(key, out var rows))
        {
            if (seen.Count == MostOutboxes)
                seen.Remove(seen.Keys.First());
            seen[key] = rows = new SeenRows();
        }

        foreach (ref readonly var row in received.Chunk.Readings.AsSpan())
        {
            if (rows.Add(row.N))
                Write(node, row.Reading);
            else
                Interlocked.Increment(ref repeats);
        }

        foreach (var gap in received.Chunk.Gaps)
            rows.Add(gap.N); // a row that is no reading
        Interlocked.Add(ref bad, received.Refused.Length);
        foreach (var refused in received.Refused)
            rows.Add(refused.N);
        Interlocked.Exchange(ref missing, seen.Values.Sum(s => s.Missing));
    }

    private void Write(string node, in Reading reading)
    {
        writer!.Write(new TapeReading(node, reading));
        Interlocked.Increment(ref readings);
    }

    private void Flush()
    {
        flushedAt = time.GetTimestamp();
        if (writer!.Readings == flushedReadings)
            return;
        writer.Flush();
        flushedReadings = writer.Readings;
    }

    private void Rotate()
    {
        writer!.Complete();
        writer.Dispose();
        files.Ended(file, writer.Bytes);
        Begin();
    }

    private static bool SameSensors(ImmutableArray<SensorAbout> known, ImmutableArray<SensorAbout> sensors) =>
        known.Length == sensors.Length && known.Zip(sensors).All(pair =>
            pair.First.Quantities.SequenceEqual(pair.Second.Quantities) && pair.First with { Quantities = pair.Second.Quantities } == pair.Second);
}
