using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Edge.Simulation;
using Powderwatts.Readings.Health;

namespace Powderwatts.Processes;

/// <summary>The 30 days of history of a simulated rig's first start: made and committed before the first sample, sent behind it.</summary>
internal sealed class SimulatedHistory(SimulatedSite simulation, NodeOutbox outbox, HealthBoard board, TimeProvider time)
{
    private static readonly TimeSpan tellEvery = TimeSpan.FromMilliseconds(500);

    private BackfillProgress? progress;

    /// <summary>Makes it when the outbox is new: all of it is committed in one transaction, or none.</summary>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (outbox.HasPredecessor)
            return; // the store holds the first history: a second one over the same days would be counted beside it
        var backfill = new Backfill(simulation, time.GetUtcNow());
        if (outbox.IsNew)
        {
            Words.Say($"History    making 30 days of simulated readings");
            var since = time.GetTimestamp();
            // minutes of processor work on a small machine: not on the caller's thread
            await Task.Run(() => outbox.Commit(backfill.Readings(), backfill.Counters), cancellationToken);
            Words.Say(FormattableString.Invariant($"History    {backfill.Total:N0} readings made in {time.GetElapsedTime(since).TotalSeconds:0.0} s, now on their way to the store"));
        }

        var total = Math.Min(backfill.Total, outbox.Highest);
        if (outbox.UnacknowledgedUpTo(total) > 0)
        {
            progress = new BackfillProgress(outbox, total);
            progress.Show(board);
        }
    }

    /// <summary>Shows how much of it is in the store, until all is.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        if (progress is null)
            return;
        using var timer = new PeriodicTimer(tellEvery, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            progress.Show(board);
            if (progress.IsSetAside && !progress.IsDone)
                return; // the part `outbox-aside` of health and the log tell the rest
            Words.History(progress.Acknowledged, progress.Total);
            if (progress.IsDone)
                return;
        }
    }
}
