using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Edge.Sampling;
using Powderwatts.Edge.Sensors;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge;

/// <summary>
/// One node: sensors are sampled into the outbox and onto the live connection; the data connection sends what the outbox holds.
/// It stops in the order of the flow: sampling, then the outbox commits what it has, then the connections.
/// </summary>
public sealed class EdgeNode : IAsyncDisposable
{
    private static readonly TimeSpan lastSending = TimeSpan.FromSeconds(3);

    private readonly NodeOutbox outbox;
    private readonly TimeProvider time;
    private readonly List<SampledSensor> sensors;
    private readonly OutboxWriter writer;
    private readonly NodeSampler sampler;
    private readonly DataSender data;
    private readonly LivePublisher live;
    private readonly NodeAlarms alarms;
    private readonly ResendRequests resends;

    /// <summary>Composes the node; nothing is sampled or sent before <see cref="RunAsync"/>. Outbox and hardware are not disposed here.</summary>
    public EdgeNode(EdgeOptions options, NodeOutbox outbox, Hardware hardware, HealthBoard board, TimeProvider time, ILoggerFactory loggers)
    {
        (this.outbox, this.time) = (outbox, time);
        sensors = [.. options.Sensors.Select(s => new SampledSensor(s, SensorCatalog.Find(s.Driver)!.Create(s, hardware)))];
        var facts = new NodeFacts(
            options.Site, options.Node, options.Version, options.Machine, NodeFacts.NewRun(), BootId(), [.. sensors.Select(About)]);
        var origin = sensors.Count > 0 ? sensors[0].Origin : Origin.Live; // a rig has simulated sensors or real ones, never both
        var clock = NodeClock.Start(new ClockTrust(options.TrustClock, time), outbox, facts.Boot, time);
        alarms = new NodeAlarms(clock, origin, outbox.Instants, time, Raise);
        writer = new OutboxWriter(outbox, board, time, loggers.CreateLogger<OutboxWriter>(), clock)
        {
            Looked = status => alarms.Look(status, outbox.Settings.WarnAt, writer!.Lost),
        };
        data = new DataSender(facts, options.Broker, outbox, options.DataFolder, board, time, loggers)
        {
            MayEndHold = clock.TryEndHold,
            Looked = view =>
            {
                alarms.Count(NodeAlarms.Refused, view.RefusedRows + view.DeadLetters);
                alarms.Count(NodeAlarms.Forged, view.ForgedAcks);
            },
        };
        resends = new ResendRequests(outbox, time, loggers.CreateLogger<ResendRequests>());
        live = new LivePublisher(facts, options.Broker, sensor => writer.CommittedEnergy(sensor, origin), board, time, loggers);
        sampler = new NodeSampler(
            sensors, outbox, clock, board, time, loggers.CreateLogger<NodeSampler>(),
            reading => live.Offer(reading), writer.Add);
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stopSampling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopWriting = new CancellationTokenSource();
        using var stopSending = new CancellationTokenSource();
        Task[] connections = [data.RunAsync(stopSending.Token), live.RunAsync(stopSending.Token), resends.RunAsync(stopSending.Token)];
        var writing = writer.RunAsync(stopWriting.Token);
        var sampling = sampler.RunAsync(stopSampling.Token);
        try
        {
            await await Task.WhenAny([sampling, writing, .. connections]).ConfigureAwait(false);
        }
        finally
        {
            await stopSampling.CancelAsync().ConfigureAwait(false);
            await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stopWriting.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SendTheRestAsync().ConfigureAwait(false);
            await stopSending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        sampler.Dispose();
        await data.DisposeAsync().ConfigureAwait(false);
        await live.DisposeAsync().ConfigureAwait(false);
        foreach (var sensor in sensors)
            sensor.Sensor.Dispose();
    }

    // rows that stay are kept by the outbox; a moment is given so that an orderly stop leaves nothing behind
    private async Task SendTheRestAsync()
    {
        var since = time.GetTimestamp();
        while (outbox.UnacknowledgedUpTo(outbox.Highest) > 0 && time.GetElapsedTime(since) < lastSending)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None).ConfigureAwait(false);
    }

    // an alarm is a row of the outbox, and an event for the screens
    private void Raise(Reading alarm)
    {
        writer.Add(alarm);
        data.OfferEvent(alarm);
    }

    private static SensorAbout About(SampledSensor sampled)
    {
        var (settings, facts) = (sampled.Settings, sampled.Sensor.Facts);
        var counts = facts.Quantities.Contains(Quantity.PowerW) && !facts.Quantities.Contains(Quantity.EnergyWh);
        return new SensorAbout(
            settings.Id, settings.Name ?? settings.Id, settings.Driver, facts.Kind, sampled.Origin, settings.RatedW,
            counts ? facts.Quantities.Add(Quantity.EnergyWh) : facts.Quantities, facts.Range, settings.Interval.TotalSeconds, facts.Calibration);
    }

    private static string BootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }
}
