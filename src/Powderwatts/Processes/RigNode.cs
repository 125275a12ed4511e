using System.Collections.Immutable;
using Powderwatts.Edge;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sensors;
using Powderwatts.Edge.Simulation;
using Powderwatts.Edge.Simulation.Recordings;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings;

namespace Powderwatts.Processes;

/// <summary>The node of a rig: real chips or a simulated roof, which makes its 30 days of history before the first sample.</summary>
internal sealed class RigNode : IDisposable
{
    private readonly Rig rig;
    private readonly ImmutableArray<SensorSettings> sensors;
    private readonly string folder;
    private readonly string machine;
    private readonly NodeOutbox outbox;
    private readonly SimulatedSite? simulation;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;

    private RigNode(
        Rig rig, ImmutableArray<SensorSettings> sensors, string folder, string machine, NodeOutbox outbox, SimulatedSite? simulation,
        TimeProvider time, ILoggerFactory loggers) =>
        (this.rig, this.sensors, this.folder, this.machine, this.outbox, this.simulation, this.time, this.loggers) =
        (rig, sensors, folder, machine, outbox, simulation, time, loggers);

    /// <summary>Opens the outbox and, for simulated sensors, the roof.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="sensors">Its sensors as <see cref="RigSensors"/> gives them.</param>
    /// <param name="options">What the command line says of the simulation.</param>
    /// <param name="folder">The data folder, held by this process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the loggers.</param>
    public static RigNode Open(
        Rig rig, ImmutableArray<SensorSettings> sensors, NodeOptions options, string folder, TimeProvider time, ILoggerFactory loggers)
    {
        var simulation = rig.IsSimulated
            ? SimulatedSite.Open(
                new SimulatedSiteOptions
                {
                    Sensors = sensors,
                    Zone = rig.Site.Zone,
                    DataFolder = folder,
                    Seed = options.Seed,
                    Speed = options.Speed,
                    Load = options.Load is { } load ? LoadRecording.Open(load) : null,
                },
                time)
            : null;
        var machine = MachineIdentity.Read(folder);
        var outbox = NodeOutbox.Open(folder, machine, time, loggers.CreateLogger<NodeOutbox>(), rig.Outbox);
        if (simulation?.Notice is { } notice)
            Words.Say(notice);
        return new RigNode(rig, sensors, folder, machine, outbox, simulation, time, loggers);
    }

    /// <summary>Makes the history if need be, then samples and sends until cancelled.</summary>
    public async Task RunAsync(MqttLinkOptions broker, CancellationToken cancellationToken)
    {
        var board = new HealthBoard(time);
        var history = simulation is null ? null : new SimulatedHistory(simulation, outbox, board, time);
        if (history is not null)
            await history.MakeAsync(cancellationToken);

        using var hardware = new Hardware(simulation?.ForClock(time) ?? new MachineBuses(), time);
        await using var node = new EdgeNode(
            new EdgeOptions
            {
                Site = rig.Site.Id,
                Node = rig.Node.Id,
                Version = ProgramVersion.Text,
                Machine = machine,
                DataFolder = folder,
                Sensors = sensors,
                TrustClock = rig.Node.TrustClock,
                Broker = broker,
            },
            outbox, hardware, board, time, loggers);
        var telling = history?.TellAsync(cancellationToken) ?? Task.CompletedTask;
        await node.RunAsync(cancellationToken);
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => outbox.Dispose();
}
