using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Edge.Publishing;

/// <summary>Says on the health board how a broker link is.</summary>
public static class LinkHealth
{
    /// <summary>Writes one part.</summary>
    public static void Show(HealthBoard board, string part, MqttLink link, params ReadOnlySpan<(string Name, long Value)> counts)
    {
        var (reason, next) = LinkReason.Split(link.Reason);
        var state = link.State == LinkState.Down ? HealthState.Down : reason is null ? HealthState.Ok : HealthState.Warn;
        board.Set(part, state, reason, next, counts);
    }
}
