using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Powderwatts.Edge.Outbox;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;

namespace Powderwatts.Edge.Sampling;

/// <summary>All sensors of a node: one loop a bus, each reading to every sink at once. Sinks must not wait.</summary>
public sealed class NodeSampler : IDisposable
{
    private const int RowsLookedThrough = 8 * InstantStamp.Remembered; // for instants that were given before the start

    private static readonly TimeSpan reportEvery = TimeSpan.FromSeconds(1);

    private readonly NodeOutbox outbox;
    private readonly HealthBoard health;
    private readonly TimeProvider time;
    private readonly ImmutableArray<BusSampler> buses;
    private readonly int sensors;

    /// <summary>Prepares the loops; counters go on where the outbox left them.</summary>
    public NodeSampler(
        IReadOnlyCollection<SampledSensor> sensors, NodeOutbox outbox, NodeClock clock, HealthBoard health, TimeProvider time,
        ILogger<NodeSampler> logger, params Action<Reading>[] sinks)
    {
        (this.outbox, this.health, this.time, this.sensors) = (outbox, health, time, sensors.Count);
        var (counters, instants, recent) = (outbox.Counters, outbox.Instants, Recent(outbox));
        buses = [.. sensors.GroupBy(s => s.Settings.Bus, StringComparer.Ordinal)
            .Select(bus => new BusSampler(bus, Maker, clock, health, time, logger, sinks))];
        outbox.Renewed += BeginNewCounters;

        ReadingMaker Maker(SampledSensor sensor)
        {
            var name = CounterState.NameOf(sensor.Settings.Id, sensor.Origin);
            var stamp = new InstantStamp(instants.TryGetValue(name, out var last) ? last : null, recent.GetValueOrDefault(name));
            return new ReadingMaker(sensor.Settings.Id, sensor.Settings.Interval, sensor.Origin, counters.GetValueOrDefault(name), stamp);
        }
    }

    /// <summary>Samples until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // a bus call blocks its thread for the length of a transfer: no loop starts on the caller's
        var loops = buses.Select(b => Task.Run(() => b.RunAsync(cancellationToken), CancellationToken.None)).ToList();
        loops.Add(ReportAsync(cancellationToken));
        await await Task.WhenAny(loops).ConfigureAwait(false); // a loop that breaks down must not leave its bus silent
        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => outbox.Renewed -= BeginNewCounters;

    internal void Report()
    {
        var failing = buses.Sum(b => b.Failing);
        var state = failing == 0 ? HealthState.Ok : failing == sensors ? HealthState.Down : HealthState.Warn;
        health.Set("sampling", state, failing == 0 ? null : $"{failing} of {sensors} sensors cannot be read",
            failing == 0 ? null : "see the reason of each sensor",
            ("readings", buses.Sum(b => b.Readings)), ("missed_ticks", buses.Sum(b => b.MissedTicks)), ("failures", buses.Sum(b => b.Failures)));
    }

    private static IReadOnlyDictionary<string, List<long>> Recent(NodeOutbox outbox)
    {
        try
        {
            return outbox.RecentInstants(RowsLookedThrough);
        }
        catch (OutboxException)
        {
            return new Dictionary<string, List<long>>(); // the writer meets the same fault, shows it and mends it; the highest instants are known
        }
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Report();
            await Task.Delay(reportEvery, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void BeginNewCounters(OutboxId id)
    {
        foreach (var bus in buses)
            bus.BeginNewCounters();
    }
}
