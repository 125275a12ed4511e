using System.Diagnostics.Metrics;

namespace Powderwatts.Readings.Mqtt;

/// <summary>What every broker link of this process counts.</summary>
internal static class LinkMetrics
{
    private static readonly Meter meter = new("Powderwatts.Mqtt");

    /// <summary>Connections made.</summary>
    public static Counter<long> Connects { get; } = meter.CreateCounter<long>("powderwatts.mqtt.connects");

    /// <summary>Publishes by outcome.</summary>
    public static Counter<long> Publishes { get; } = meter.CreateCounter<long>("powderwatts.mqtt.publishes");

    /// <summary>Messages whose handler failed; they were acknowledged all the same.</summary>
    public static Counter<long> HandlerFailures { get; } = meter.CreateCounter<long>("powderwatts.mqtt.handler_failures");

    /// <summary>Messages dropped as too large.</summary>
    public static Counter<long> Oversized { get; } = meter.CreateCounter<long>("powderwatts.mqtt.oversized");
}
