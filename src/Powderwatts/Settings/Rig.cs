using System.Collections.Immutable;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Sensors;

namespace Powderwatts.Settings;

/// <summary>One site's settings, as one file serves all verbs.</summary>
/// <param name="Source">The file that they came from, for messages.</param>
/// <param name="Site">The site.</param>
/// <param name="Node">The node.</param>
/// <param name="Broker">The broker; `booth` brings its own.</param>
/// <param name="Store">The store; `booth` brings its own.</param>
/// <param name="Sensors">The node's sensors.</param>
public sealed record Rig(
    string Source, SiteSettings Site, NodeSettings Node, BrokerSettings Broker, StoreSettings Store, ImmutableArray<SensorSettings> Sensors)
{
    /// <summary>The limits of the node's outbox.</summary>
    public OutboxSettings Outbox { get; init; } = new();

    /// <summary>What the accounting needs beyond the readings.</summary>
    public AccountingSettings Accounting { get; init; } = new();

    /// <summary>The version of the file format that this program reads.</summary>
    public const int Version = 1;

    /// <summary>The bus of simulated chips.</summary>
    public const string SimulatedBus = "sim";

    /// <summary>Are the sensors simulated? A rig has either kind, never both.</summary>
    public bool IsSimulated => Sensors.Any(s => s.Bus == SimulatedBus);
}
