using System.Net;
using Powderwatts.Dashboard;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings;
using Powderwatts.Readings.Health;
using Powderwatts.Settings;

namespace Powderwatts.Processes;

/// <summary>`dashboard`: the page and its questions, against the rig's broker and store. It keeps no state.</summary>
internal static class DashboardProcess
{
    /// <summary>Runs until cancelled.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="listen">Where to listen; port 0 picks a free one.</param>
    /// <param name="lan">Open it to the local network?</param>
    /// <param name="data">The data folder of the collector, for SQLite; only read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StartException">It cannot start: one sentence with the next step.</exception>
    public static Task<int> RunAsync(Rig rig, IPEndPoint listen, bool lan, string data, CancellationToken cancellationToken) =>
        ProcessRun.RunAsync((time, loggers) => RunAsync(rig, listen, lan, Path.GetFullPath(data), time, loggers, cancellationToken), cancellationToken);

    private static async Task RunAsync(
        Rig rig, IPEndPoint listen, bool lan, string data, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // a broker that takes the user's name for the client id gives the same user one connection only; others may look in any number
        var client = $"dashboard-{OutboxId.New().ToString()[..8]}";
        await using var store = RigStore.OpenReadOnly(rig.Store, data, time);
        await using var dashboard = DashboardHost.Build(
            new DashboardOptions
            {
                Site = rig.Site.Id,
                Name = rig.Site.Name,
                Zone = rig.Site.Zone.Id,
                Listen = [new IPEndPoint(lan ? IPAddress.Any : listen.Address, listen.Port)],
                Lan = lan,
                Broker = BrokerClient.Of(rig.Broker, client, "dashboard"),
            },
            store, new LiveBoard(rig.Site.Id, time), new HealthBoard(time), time, builder => builder.Services.AddSingleton(loggers));
        await DashboardHost.StartAsync(dashboard, cancellationToken);
        Words.Started(rig.Site.Name, rig, ("Broker", Words.Address(rig.Broker)), ("Store", store.Name));
        Words.Dashboard(dashboard.Urls.First(), lan);
        try
        {
            await DashboardHost.RunAsync(dashboard, cancellationToken);
        }
        finally
        {
            await dashboard.StopAsync(CancellationToken.None);
        }
    }
}
