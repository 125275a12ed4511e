using System.Collections.Concurrent;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Replaying;

/// <summary>
/// One node of a tape as a sender of its own: an outbox that lives as long as the replay, and the same two connections that a node
/// has. So what was played is sent until it is acknowledged, whatever happens to broker and collector meanwhile.
/// </summary>
internal sealed class ReplayNode : IAsyncDisposable
{
    /// <summary>Readings that may wait for their acknowledgement; beyond it the tape waits.</summary>
    private const long MostUnacknowledged = 200_000;

    // it lives no longer than the replay: nothing is kept for later, and a full disk ends it instead of dropping rows
    private static readonly OutboxSettings passing = new() { KeepAcknowledged = TimeSpan.Zero, BallastBytes = 0, MinFreeBytes = 0, StopGrowingBytes = 0 };

    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(20);

    private readonly NodeOutbox outbox;
    private readonly DataSender data;
    private readonly LivePublisher live;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, (double Wh, long From)> counters = new(StringComparer.Ordinal);

    /// <summary>Opens the outbox; nothing is sent before <see cref="RunAsync"/>.</summary>
    /// <param name="facts">Who it is, with the tape.</param>
    /// <param name="broker">The broker and how to log in.</param>
    /// <param name="folder">A folder of its own, empty.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the loggers.</param>
    public ReplayNode(NodeFacts facts, MqttLinkOptions broker, string folder, TimeProvider time, ILoggerFactory loggers)
    {
        this.time = time;
        Facts = facts;
        Board = new HealthBoard(time);
        outbox = NodeOutbox.Open(folder, facts.Machine, time, loggers.CreateLogger<NodeOutbox>(), passing);
        data = new DataSender(facts, broker, outbox, folder, Board, time, loggers);
        live = new LivePublisher(
            facts, broker, sensor => counters.TryGetValue(sensor, out var counter) ? counter : null, Board, time, loggers);
    }

    /// <summary>Who it is.</summary>
    public NodeFacts Facts { get; }

    /// <summary>How it is.</summary>
    public HealthBoard Board { get; }

    /// <summary>Is the way to the broker open, with no node that measures under the same name?</summary>
    public bool IsReady => data.IsReady;

    /// <summary>The node that measures under this name; null while there is none.</summary>
    public About? Measuring => data.Measuring;

    /// <summary>Readings that wait for their acknowledgement.</summary>
    public long Unacknowledged => outbox.UnacknowledgedUpTo(outbox.Highest);

    /// <summary>Readings that a collector has settled.</summary>
    public long Acknowledged => data.AcknowledgedRows;

    /// <summary>Readings that ended among the dead letters.</summary>
    public long Refused => data.RefusedRows;

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] connections = [data.RunAsync(stop.Token), live.RunAsync(stop.Token)];
        var first = await Task.WhenAny(connections);
        await stop.CancelAsync();
        await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    /// <summary>Takes a chunk into the outbox; waits while too much is under way.</summary>
    /// <exception cref="OutboxException">The disk cannot take it.</exception>
    public async Task TakeAsync(Chunk chunk, CancellationToken cancellationToken)
    {
        while (Unacknowledged > MostUnacknowledged)
            await Task.Delay(lookAgain, time, cancellationToken);
        outbox.Commit(chunk.Readings.Select(row => row.Reading), []);
    }

    /// <summary>Shows a reading at once. Returns at once.</summary>
    public void Offer(in Reading reading)
    {
        if (reading.EnergyFrom is { } from && reading.Values.TryGet(Quantity.EnergyWh, out var energyWh))
            counters[reading.Sensor] = (energyWh, from);
        if (reading.Kind == Kind.Event)
            data.OfferEvent(reading);
        else
            live.Offer(reading);
    }

    /// <summary>The tape goes on otherwise: screens are told.</summary>
    public void Tell(TapeAbout tape) => data.Describe(tape);

    /// <summary>Takes what the broker keeps of the tape off it.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken) => data.ForgetAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await data.DisposeAsync();
        await live.DisposeAsync();
        outbox.Dispose();
    }
}
