using System.Buffers;
using Microsoft.Extensions.Logging;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Publishing;

/// <summary>
/// The live connection: each reading at once, QoS 0, newest per sensor, on a link of its own so that the record never holds it up.
/// May lose a reading; never waits.
/// </summary>
public sealed class LivePublisher : IAsyncDisposable
{
    private static readonly TimeSpan showEvery = TimeSpan.FromSeconds(1);

    private readonly NodeFacts node;
    private readonly Func<string, (double Wh, long From)?> committedEnergy;
    private readonly HealthBoard board;
    private readonly TimeProvider time;
    private readonly MqttLink link;
    private readonly LiveSlots slots = new();
    private readonly Wakening wakening;
    private readonly ArrayBufferWriter<byte> json = new(512);
    private long sent;
    private long failed;

    /// <summary>Makes a publisher; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="node">Who we are.</param>
    /// <param name="broker">Where the broker is and how to log in; client id and user follow from the node.</param>
    /// <param name="committedEnergy">The last committed counter of a sensor; null when there is none yet.</param>
    /// <param name="board">Gets the part `live`.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the link's logger.</param>
    public LivePublisher(
        NodeFacts node, MqttLinkOptions broker, Func<string, (double Wh, long From)?> committedEnergy, HealthBoard board, TimeProvider time,
        ILoggerFactory loggers)
    {
        (this.node, this.committedEnergy, this.board, this.time) = (node, committedEnergy, board, time);
        wakening = new Wakening(time);
        link = new MqttLink(NodeLinks.Live(broker, node), time, loggers.CreateLogger<MqttLink>());
    }

    /// <summary>Readings that went out.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Offers a reading. Any thread; returns at once.</summary>
    public void Offer(in Reading reading)
    {
        slots.Put(reading);
        wakening.Wake();
    }

    /// <summary>Publishes until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Loops.RunAsync(cancellationToken, link.RunAsync, PublishAsync, ShowAsync);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => link.DisposeAsync();

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (slots.TryTake(out var reading))
            {
                if (LiveReading.Of(reading, committedEnergy(reading.Sensor)) is not { } shown)
                    continue;
                json.ResetWrittenCount();
                WireJson.WriteReading(json, shown);
                var outcome = await link.PublishAsync(
                    Topics.Live(node.Site, node.Node, reading.Sensor), json.WrittenMemory, 0, false, cancellationToken);
                Interlocked.Increment(ref outcome is PublishOutcome.Sent or PublishOutcome.NoSubscriber ? ref sent : ref failed);
            }

            await wakening.WaitAsync(null, cancellationToken);
        }
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(showEvery, time);
        do
        {
            LinkHealth.Show(
                board, "live", link, ("sent", Sent), ("replaced", slots.Replaced), ("failed", Interlocked.Read(ref failed)), ("connects", link.Connects));
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
