using System.Globalization;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Edge.Publishing;

/// <summary>Puts the state of the sending into words. What stops data comes before what only delays it.</summary>
internal static class DataHealth
{
    /// <summary>State, reason and next step of the part `data`.</summary>
    public static (HealthState State, string? Reason, string? Next) Of(
        SenderView view, LinkState link, string? linkReason, string nodeName, string? twinMachine, bool noCollector)
    {
        if (view.Fault is { } fault)
            return With(HealthState.Down, LinkReason.Split(fault));
        if (twinMachine is not null)
            return (HealthState.Warn, $"another node, on machine {twinMachine}, is '{nodeName}' too", "give every node an id of its own");
        if (link == LinkState.Down)
            return (HealthState.Warn, "no broker: readings are kept in the outbox", "see the part 'broker'");
        if (linkReason is not null)
            return With(HealthState.Down, LinkReason.Split(linkReason));
        if (noCollector)
            return (HealthState.Warn, "no collector", "start a collector; until then readings are kept in the outbox");
        if (view.Silence is { } silence)
        {
            var seconds = Math.Round(silence.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return (HealthState.Warn, $"no acknowledgement; the next try is after {seconds} s", "check that a collector runs and that its store answers");
        }

        return view.Complaint is { } complaint
            ? (HealthState.Warn, complaint, "see the collector's dead letters and who may write to 'ack'")
            : (HealthState.Ok, null, null);
    }

    private static (HealthState, string?, string?) With(HealthState state, (string? Reason, string? Next) words) => (state, words.Reason, words.Next);
}
