using System.Collections.Immutable;
using Powderwatts.Dashboard.Live;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Dashboard.Queries;

/// <summary>
/// Is the flow up? The broker link is up, the store answers and, where this program holds a node, one reading of this run
/// has been acknowledged: back-filled ones count.
/// </summary>
internal sealed class Readiness(DashboardOptions options, LiveBoard board, StoreWatch store)
{
    /// <summary>What is missing; empty when the flow is up.</summary>
    public ImmutableArray<string> Reasons()
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if (board.LinkNow is { State: not LinkState.Up } link)
            reasons.Add($"link: {link.Reason ?? "no link to the broker"}");
        if (store.Answers != true)
            reasons.Add($"store: {store.Reason}");
        if (options.AwaitReading && !board.Acknowledged)
            reasons.Add("data: no reading of this run has been acknowledged yet");
        return reasons.ToImmutable();
    }
}
