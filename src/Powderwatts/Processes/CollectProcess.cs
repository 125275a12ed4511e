using Powderwatts.Collector;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Edge.Publishing;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Readings.Wire;
using Powderwatts.Settings;
using Powderwatts.Store.Influx;

namespace Powderwatts.Processes;

/// <summary>`collect`: one collector between the rig's broker and the rig's store. Dead letters, and SQLite files, are in the data folder.</summary>
internal static class CollectProcess
{
    private static readonly TimeSpan tellEvery = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="StartException">It cannot start: one sentence with the next step.</exception>
    public static Task<int> RunAsync(Rig rig, CollectOptions options, CancellationToken cancellationToken) =>
        ProcessRun.RunAsync((time, loggers) => RunAsync(rig, options, time, loggers, cancellationToken), cancellationToken);

    /// <summary>`collect --setup`: makes what the store needs, says what it made, and ends.</summary>
    /// <exception cref="StartException">It cannot: one sentence with the next step.</exception>
    public static Task<int> SetUpAsync(Rig rig, CollectOptions options, CancellationToken cancellationToken) =>
        ProcessRun.RunAsync((time, _) => SetUpAsync(rig, options, time, cancellationToken), cancellationToken);

    /// <summary>What a collector listens to. With a group the broker gives each chunk to one of its members; every member hears every `about`.</summary>
    public static IReadOnlyList<string> Subscriptions(string? share) =>
        [share is null ? Topics.AnyData : $"$share/{share}/{Topics.AnyData}", Topics.AnyAbout];

    private static async Task RunAsync(Rig rig, CollectOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var broker = BrokerClient.Of(rig.Broker, options.Id, CollectOptions.DefaultId) with { Subscriptions = Subscriptions(options.Share) };
        using var folder = DataFolder.Open(options.Data);
        await using var store = RigStore.Open(rig.Store, folder.Path, time);
        using var deadLetters = new DeadLetterStore(folder.Path);
        var board = new HealthBoard(time);
        using var collector = new CollectorWorker(
            RigStore.Collector(rig.Store) with { Id = options.Id }, store, deadLetters, board, new Random(Random.Shared.Next()), time,
            loggers.CreateLogger<CollectorWorker>());
        await using var link = new MqttLink(broker, time, loggers.CreateLogger<MqttLink>())
        {
            Received = message => collector.Offer(message.Topic, message.Payload, message.Retained),
        };
        // subscribed: all that a collector needs of a broker
        link.Connected = _ =>
        {
            link.ResetBackoff();
            return Task.CompletedTask;
        };
        collector.Publish = async (topic, payload, retain, token) =>
            await link.PublishAsync(topic, payload, 1, retain, token) is PublishOutcome.Sent or PublishOutcome.NoSubscriber;

        Words.Started($"collector {options.Id}{(options.Share is { } group ? $" of group {group}" : "")}", rig,
            ("Broker", Words.Address(rig.Broker)), ("Store", store.Name), ("Data", folder.Path));
        using var stopLink = new CancellationTokenSource();
        var telling = TellAsync(link, board, time, stopLink.Token);
        var linked = link.RunAsync(stopLink.Token);
        try
        {
            // the link outlives the collector: what is written can still be acknowledged
            await await Task.WhenAny(collector.RunAsync(cancellationToken), linked, telling);
        }
        finally
        {
            await stopLink.CancelAsync();
            await Task.WhenAll(linked, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SetUpAsync(Rig rig, CollectOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (RigStore.IsInflux(rig.Store))
        {
            foreach (var finding in await InfluxSetup.RunAsync(RigStore.Influx(rig.Store), time, cancellationToken))
                Words.Say(finding.Text);
            return;
        }

        using var folder = DataFolder.Open(options.Data);
        await using var store = RigStore.Open(rig.Store, folder.Path, time);
        Words.Say($"the files of {store.Name} are there");
    }

    /// <summary>Shows on the board how the link is; while it is down the reason may change, which is no change of state.</summary>
    private static async Task TellAsync(MqttLink link, HealthBoard board, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(tellEvery, time);
        do
            LinkHealth.Show(board, "broker", link, ("connects", link.Connects), ("handler_failures", link.HandlerFailures), ("oversized", link.Oversized));
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
