using Powderwatts.Processes;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings;

namespace Powderwatts.Booth;

/// <summary>The rig's own node: real chips, or a simulated roof.</summary>
internal sealed class SensorSource(Rig rig, NodeOptions options, string folder, TimeProvider time, ILoggerFactory loggers) : IBoothSource
{
    private readonly RigNode node = RigNode.Open(rig, RigSensors.Of(rig, options), options, folder, time, loggers);

    /// <inheritdoc/>
    public string Site => rig.Site.Id;

    /// <inheritdoc/>
    public string Name => rig.Site.Name;

    /// <inheritdoc/>
    public TimeZoneInfo Zone => rig.Site.Zone;

    /// <inheritdoc/>
    public IReadOnlyList<string> Nodes { get; } = [rig.Node.Id];

    /// <inheritdoc/>
    public string Words => Processes.Words.Sensors(rig, options);

    /// <inheritdoc/>
    public Task RunAsync(Func<string, MqttLinkOptions> broker, CancellationToken cancellationToken) =>
        node.RunAsync(broker(rig.Node.Id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        node.Dispose();
        return ValueTask.CompletedTask;
    }
}
