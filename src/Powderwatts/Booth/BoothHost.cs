using System.Net;
using Powderwatts.Collector;
using Powderwatts.Collector.DeadLetters;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Live;
using Powderwatts.Processes;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Recording;
using Powderwatts.Settings;
using Powderwatts.Store.Sqlite;
using Powderwatts.Tape;
using Powderwatts.Tape.Recording;

namespace Powderwatts.Booth;

/// <summary>
/// The booth: node, broker, collector, store and dashboard in one process. They speak to each other as separate programs would:
/// the node and the dashboard are clients of the broker, and only the collector's acknowledgement releases the node's rows.
/// </summary>
internal static class BoothHost
{
    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="StartException">It cannot start: one sentence with the next step.</exception>
    public static async Task<int> RunAsync(Rig rig, BoothOptions options, CancellationToken cancellationToken)
    {
        await Task.Yield(); // a signal is heard from the first wait on
        var time = TimeProvider.System;
        using var loggers = Logs.ToStandardError();
        try
        {
            await RunAsync(rig, options, time, loggers, cancellationToken);
        }
        catch (Exception fault) when (StartFault.IsOne(fault))
        {
            throw new StartException(fault.Message, fault);
        }

        return ExitCode.Done;
    }

    private static async Task RunAsync(Rig rig, BoothOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        using var folder = DataFolder.Open(options.Data);
        await using IBoothSource source = options.Replay is { } replay
            ? new TapeSource(rig, replay, folder.Path, time, loggers)
            : new SensorSource(rig, options.Node, folder.Path, time, loggers);

        await using var store = SqliteStore.Open(folder.Path);
        using var deadLetters = new DeadLetterStore(folder.Path);
        var collectorBoard = new HealthBoard(time);
        using var collector = new CollectorWorker(
            CollectorSettings.ForEmbeddedStore with { Id = "booth" }, store, deadLetters, collectorBoard, new Random(Random.Shared.Next()), time,
            loggers.CreateLogger<CollectorWorker>());
        var brokerOptions = new EmbeddedBrokerOptions { EndPoint = options.Mqtt, Site = source.Site, Nodes = source.Nodes };
        await using var broker = await EmbeddedBroker.StartAsync(brokerOptions, collector, collectorBoard, time, cancellationToken);

        await using var dashboard = DashboardHost.Build(
            new DashboardOptions
            {
                Site = source.Site,
                Name = source.Name,
                Zone = source.Zone.Id,
                Listen = [new IPEndPoint(options.Lan ? IPAddress.Any : options.Listen.Address, options.Listen.Port)],
                Lan = options.Lan,
                Broker = Client(broker, $"dashboard-{Random.Shared.Next():x8}", null, null), // a name that a visitor cannot take over by chance
                AwaitReading = true,
            },
            store, new LiveBoard(source.Site, time), new HealthBoard(time), time, builder => builder.Services.AddSingleton(loggers));
        await DashboardHost.StartAsync(dashboard, cancellationToken);

        using var stopSampling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopServing = new CancellationTokenSource();
        var collecting = collector.RunAsync(stopServing.Token);
        BoothWords.Started(rig, options, source, dashboard.Urls.First(), broker.EndPoint, folder.Path);
        var recording = options.Record is { } tape
            ? RecordAsync(RecordProcess.Options(rig, source.Site, source.Zone, tape, null), Client(broker, RecordProcess.ClientId(), null, null), collectorBoard, time, loggers, stopServing.Token)
            : Task.CompletedTask;
        var sampling = source.RunAsync(node => Client(broker, $"{source.Site}/{node}", $"{source.Site}/{node}", brokerOptions.Secret), stopSampling.Token);
        try
        {
            // whichever ends first ends the booth: a part that broke down must not go unnoticed
            await await Task.WhenAny(sampling, collecting, DashboardHost.RunAsync(dashboard, stopServing.Token));
        }
        finally
        {
            await stopSampling.CancelAsync();
            await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await stopServing.CancelAsync();
            await collecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await recording;
            await dashboard.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>Records beside the flow: a tape that cannot be written is told and shown, and the booth goes on.</summary>
    private static async Task RecordAsync(
        RecordOptions options, MqttLinkOptions broker, HealthBoard board, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            board.Set("recording", HealthState.Ok);
            await RecordProcess.RecordAsync(options, broker, null, time, loggers, cancellationToken);
        }
        catch (Exception fault) when (fault is TapeException or IOException or UnauthorizedAccessException)
        {
            board.Set("recording", HealthState.Down, fault.Message, "make room or name another file with --record, and start the booth again");
            Words.Say($"The recording has ended: {fault.Message}");
        }
    }

    private static MqttLinkOptions Client(EmbeddedBroker broker, string client, string? user, string? password) => new()
    {
        Host = broker.EndPoint.Address.Equals(IPAddress.Any) ? "127.0.0.1" : broker.EndPoint.Address.ToString(),
        Port = broker.EndPoint.Port,
        ClientId = client,
        User = user,
        Password = password,
    };
}
