using System.Buffers;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;

namespace Powderwatts.Dashboard.Live;

/// <summary>
/// The state of one site, from what its nodes say over MQTT and from the store's last rows; tells it to every open page at
/// once. Thread-safe. Bad payloads are counted and passed over. Bounded: 1,000 nodes, 64 sensors a node, 100 collectors.
/// </summary>
public sealed class LiveBoard(string site, TimeProvider time)
{
    /// <summary>Nodes of a site.</summary>
    public const int MaxNodes = 1000;

    /// <summary>Collectors whose health is kept.</summary>
    public const int MaxCollectors = 100;

    private readonly Lock door = new();
    private readonly SortedDictionary<string, NodeBoard> nodes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, HealthReport> collectors = new(StringComparer.Ordinal);
    private readonly LiveStreams streams = new();
    private readonly long began = time.GetUtcNow().ToUnixTimeMilliseconds();
    private Origin mode = Origin.Live;
    private LinkState link = LinkState.Down;
    private string? linkReason = "not connected yet";
    private BoardCounts counts;

    /// <summary>What a dashboard subscribes to: all that the site's nodes say to screens, and every collector's health. No chunks.</summary>
    public IReadOnlyList<string> Subscriptions { get; } =
    [
        Topics.Status(site, "+"), Topics.About(site, "+"), Topics.Health(site, "+"),
        Topics.Live(site, "+", "+"), Topics.Event(site, "+", "+"), Topics.CollectorHealth("+"),
    ];

    /// <summary>The site's id.</summary>
    public string Site => site;

    /// <summary>The origin in the nodes' descriptions: replay while a tape plays, else live where any sensor is real, else sim.</summary>
    public Origin Mode
    {
        get { lock (door) return mode; }
    }

    /// <summary>Where the readings of an origin have got to, Unix milliseconds: now, or the clock of the tape that plays.</summary>
    internal long InstantOf(Origin origin)
    {
        lock (door)
            return (origin == Origin.Replay && mode == Origin.Replay ? SiteMode.Clock(nodes.Values) : null) ?? Clock();
    }

    /// <summary>What has come over the link.</summary>
    public BoardCounts Counts
    {
        get { lock (door) return counts; }
    }

    /// <summary>The broker link, with the reason when it is down.</summary>
    internal (LinkState State, string? Reason) LinkNow
    {
        get { lock (door) return (link, linkReason); }
    }

    /// <summary>Has a collector settled a reading of this run, told in a node's report that was made after this board?</summary>
    internal bool Acknowledged
    {
        get
        {
            lock (door)
            {
                return nodes.Values.Any(n => n.Health is { } health && health.T >= began
                    && health.Parts.Any(p => p.Part == "data" && p.Counts.TryGetValue("acknowledged", out var count) && count > 0));
            }
        }
    }

    /// <summary>Is there a sensor without a fresh reading, so that the store's last row may be newer?</summary>
    internal bool NeedsStore => Now() is { Mode: not Origin.Replay } now && (now.Sensors.IsEmpty || now.Sensors.Any(s => s.Status != SensorStatus.Ok));

    /// <summary>Takes a message. Never throws and never blocks: whatever breaks the contract is counted and passed over.</summary>
    public void Handle(MqttMessage message)
    {
        try
        {
            lock (door)
                counts = counts with { Messages = counts.Messages + 1 };
            if (CollectorOf(message.Topic) is { } collector)
                TakeCollector(collector, message.Payload.Span);
            else if (Topics.TryParse(message.Topic, out var topic) && topic.Site == site)
                Take(topic, message.Payload.Span);
            else
                throw new WireException("no topic of this site");
        }
        catch (WireException e)
        {
            lock (door)
            {
                var topic = message.Topic[..Math.Min(message.Topic.Length, 120)];
                counts = counts with { Bad = counts.Bad + 1, LastBad = $"'{topic}': {e.Message}", LastBadT = Clock() };
            }
        }
    }

    /// <summary>Takes the store's last rows of one origin: the whole of them, each time.</summary>
    public void Stored(Origin origin, IReadOnlyList<StoredReading> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        lock (door)
        {
            var known = KnownCount();
            foreach (var sensor in nodes.Values.SelectMany(n => n.Sensors))
                sensor.Stored(null);
            foreach (var row in rows)
            {
                if (origin == Origin.Replay)
                    break; // what an earlier tape left behind is not what this one shows
                if (row.Series.Site != site || row.Series.Origin != origin || Node(row.Series.Node) is not { } node)
                    continue;
                // a sensor that the node no longer describes is history, not news
                if (node.About is null || node.About.Sensors.Any(s => s.Sensor == row.Series.Sensor))
                    node.Sensor(row.Series.Sensor)?.Stored(row.Reading);
            }

            if (KnownCount() != known)
                TellSnapshot();
            else
                TellStatuses();
        }
    }

    /// <summary>Takes how the link to the broker is.</summary>
    public void Link(LinkState state, string? reason)
    {
        lock (door)
        {
            if (link == state && linkReason == reason)
                return;
            (link, linkReason) = (state, reason);
            streams.Tell(s => s.WantsLink = true);
        }
    }

    /// <summary>Looks at the clock: a sensor may have become stale.</summary>
    internal void Tick()
    {
        lock (door)
            TellStatuses();
    }

    /// <summary>The site as it is now.</summary>
    internal SiteNow Now()
    {
        lock (door)
            return NowInside();
    }

    /// <summary>Looks at every node under the lock: what is read there must not be kept.</summary>
    internal T Read<T>(Func<IReadOnlyCollection<NodeBoard>, IReadOnlyDictionary<string, HealthReport>, T> read)
    {
        lock (door)
            return read(nodes.Values, collectors);
    }

    /// <summary>Opens a stream for a page: the whole site comes first.</summary>
    internal LiveStream Open()
    {
        lock (door)
        {
            var stream = new LiveStream();
            streams.Add(stream);
            foreach (var node in nodes.Values)
            {
                if (ProgressOf(node) is { } progress && progress.Acknowledged < progress.Total)
                    stream.Progress[node.Node] = progress;
            }

            return stream;
        }
    }

    /// <summary>Closes a stream.</summary>
    internal void Close(LiveStream stream)
    {
        lock (door)
            streams.Remove(stream);
    }

    /// <summary>Writes what a stream has to be told now.</summary>
    /// <returns>How long until more may be told without anything new; null: nothing is waiting.</returns>
    internal TimeSpan? Drain(LiveStream stream, IBufferWriter<byte> output)
    {
        lock (door)
        {
            if (stream.WantsSnapshot)
            {
                LiveFrames.Snapshot(output, NowInside());
                stream.Snapped();
            }

            var next = stream.Take(time, frame => output.Write(frame));
            if (stream.WantsLink || stream.Changed.Count > 0)
            {
                LiveFrames.Status(output, link, linkReason, NowInside().Sensors.Where(s => stream.Changed.Contains(s.Sensor)));
                stream.WantsLink = false;
                stream.Changed.Clear();
            }

            foreach (var progress in stream.Progress.Values)
                LiveFrames.Progress(output, progress);
            stream.Progress.Clear();
            return next;
        }
    }

    private static string? CollectorOf(string topic)
    {
        const string prefix = Topics.Root + "/collector/";
        const string suffix = "/health";
        if (!topic.StartsWith(prefix, StringComparison.Ordinal) || !topic.EndsWith(suffix, StringComparison.Ordinal)
            || topic.Length <= prefix.Length + suffix.Length)
            return null;
        var id = topic[prefix.Length..^suffix.Length];
        return Id.IsValid(id) ? id : null;
    }

    private static Progress? ProgressOf(NodeBoard node) =>
        node.Health?.Parts.FirstOrDefault(p => p.Part == "backfill") is { } part
        && part.Counts.TryGetValue("acknowledged", out var acknowledged) && part.Counts.TryGetValue("total", out var total)
            ? new Progress(node.Node, part.Part, acknowledged, total)
            : null;

    private void TakeCollector(string collector, ReadOnlySpan<byte> payload)
    {
        var report = payload.IsEmpty ? null : WireJson.ReadHealth(payload);
        lock (door)
        {
            if (report is null)
                collectors.Remove(collector);
            else if (collectors.ContainsKey(collector) || collectors.Count < MaxCollectors)
                collectors[collector] = report;
            else
                throw new WireException($"more than {MaxCollectors} collectors");
        }
    }

    private void Take(NodeTopic topic, ReadOnlySpan<byte> payload)
    {
        switch (topic.Leaf)
        {
            case TopicLeaf.Live or TopicLeaf.Event:
                TakeReading(topic, WireJson.ReadReading(payload, topic.Sensor!));
                break;
            case TopicLeaf.About:
                TakeAbout(topic.Node, payload.IsEmpty ? null : WireJson.ReadAbout(payload));
                break;
            case TopicLeaf.Health:
                TakeHealth(topic.Node, payload.IsEmpty ? null : WireJson.ReadHealth(payload));
                break;
            case TopicLeaf.Status:
                TakeStatus(topic.Node, payload);
                break;
            default:
                break; // chunks and acknowledgements are not for screens
        }
    }

    private void TakeReading(NodeTopic topic, in Reading reading)
    {
        lock (door)
        {
            var sensor = NodeOrThrow(topic.Node).Sensor(topic.Sensor!)
                ?? throw new WireException($"more than {WireLimits.Sensors} sensors of one node");
            var now = Clock();
            var news = !sensor.IsKnown;
            if (!sensor.Arrived(reading, now) || !streams.Any || !SiteMode.Shows(mode, sensor))
                return;
            if (news)
            {
                TellSnapshot();
                return;
            }

            var frame = LiveFrames.Reading(sensor.Now(now));
            streams.Tell(s => s.Put(sensor.Key, frame));
        }
    }

    private void TakeAbout(string id, About? about)
    {
        lock (door)
        {
            var changed = NodeOrThrow(id).Describe(about);
            ForgetEmpty(id);
            if (SettleMode() || changed)
                TellSnapshot();
        }
    }

    private void TakeHealth(string id, HealthReport? report)
    {
        lock (door)
        {
            var node = NodeOrThrow(id);
            var before = ProgressOf(node);
            node.Report(report);
            ForgetEmpty(id);
            TellStatuses();
            if (ProgressOf(node) is not { } progress || progress == before)
                return;
            streams.Tell(s => s.Progress[id] = progress);
        }
    }

    private void TakeStatus(string id, ReadOnlySpan<byte> payload)
    {
        bool? online = payload.SequenceEqual("online"u8) ? true
            : payload.SequenceEqual("offline"u8) ? false
            : payload.IsEmpty ? null
            : throw new WireException("status is neither 'online' nor 'offline'");
        lock (door)
        {
            var node = NodeOrThrow(id);
            if (node.Online == online)
                return;
            node.Online = online;
            node.OnlineSince = Clock();
            ForgetEmpty(id);
            if (SettleMode())
                TellSnapshot();
        }
    }

    /// <summary>A node of which the broker keeps nothing any more has been taken off: a tape that has ended.</summary>
    private void ForgetEmpty(string id)
    {
        if (nodes.TryGetValue(id, out var node) && node is { About: null, Health: null, Online: null })
            nodes.Remove(id);
    }

    private bool SettleMode()
    {
        var settled = SiteMode.Of(nodes.Values);
        if (settled == mode)
            return false;
        mode = settled;
        foreach (var sensor in nodes.Values.SelectMany(n => n.Sensors))
            sensor.Stored(null); // those rows are of the mode before
        return true;
    }

    private void TellSnapshot()
    {
        foreach (var sensor in nodes.Values.SelectMany(n => n.Sensors))
            sensor.Told = sensor.Now(Clock()).Status;
        streams.Tell(s => s.PutSnapshot());
    }

    private void TellStatuses()
    {
        var now = Clock();
        foreach (var sensor in nodes.Values.SelectMany(n => n.Sensors))
        {
            var status = sensor.Now(now).Status;
            if (status == sensor.Told)
                continue;
            sensor.Told = status;
            streams.Tell(s => s.Changed.Add(sensor.Key));
        }
    }

    private SiteNow NowInside()
    {
        var now = Clock();
        var sensors = nodes.Values.SelectMany(n => n.Sensors).Where(s => SiteMode.Shows(mode, s)).Select(s => s.Now(now)).ToList();
        return new SiteNow(now, mode, SiteMode.Tape(mode, nodes.Values),
            [.. sensors.Where(s => s.Kind == Kind.Circuit), .. sensors.Where(s => s.Kind != Kind.Circuit)]);
    }

    private int KnownCount() => nodes.Values.SelectMany(n => n.Sensors).Count(s => SiteMode.Shows(mode, s));

    private NodeBoard? Node(string id)
    {
        if (!nodes.TryGetValue(id, out var node) && nodes.Count < MaxNodes)
            nodes[id] = node = new NodeBoard(id);
        return node;
    }

    private NodeBoard NodeOrThrow(string id) => Node(id) ?? throw new WireException($"more than {MaxNodes} nodes");

    private long Clock() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
