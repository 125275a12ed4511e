using Powderwatts.Settings;

namespace Powderwatts.Processes;

/// <summary>`edge`: one node against the rig's broker. Its outbox is in the data folder.</summary>
internal static class EdgeProcess
{
    /// <summary>Runs until cancelled.</summary>
    /// <exception cref="StartException">It cannot start: one sentence with the next step.</exception>
    public static Task<int> RunAsync(Rig rig, NodeOptions options, string data, CancellationToken cancellationToken) =>
        ProcessRun.RunAsync((time, loggers) => RunAsync(rig, options, data, time, loggers, cancellationToken), cancellationToken);

    private static async Task RunAsync(
        Rig rig, NodeOptions options, string data, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var name = $"{rig.Site.Id}/{rig.Node.Id}";
        var sensors = RigSensors.Of(rig, options);
        var broker = BrokerClient.Of(rig.Broker, name, name);
        using var folder = DataFolder.Open(data);
        using var node = RigNode.Open(rig, sensors, options, folder.Path, time, loggers);
        Words.Started($"edge {name}   {Words.Sensors(rig, options)}", rig,
            ("Broker", Words.Address(rig.Broker)), ("Data", folder.Path));
        await node.RunAsync(broker, cancellationToken);
    }
}
