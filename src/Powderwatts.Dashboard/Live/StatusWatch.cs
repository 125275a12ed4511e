using Microsoft.Extensions.Hosting;
using Powderwatts.Readings.Health;

namespace Powderwatts.Dashboard.Live;

/// <summary>Readings announce themselves; that none came must be looked for. Also says how many payloads were passed over.</summary>
internal sealed class StatusWatch(LiveBoard board, StreamLimits limits, HealthBoard health, TimeProvider time) : BackgroundService
{
    /// <summary>How long a sensor may be stale before the screens are told.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    /// <summary>How long health speaks of a bad payload.</summary>
    public static readonly TimeSpan RememberBad = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                board.Tick();
                Say(board.Counts);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    private void Say(BoardCounts counts)
    {
        var fresh = counts.Bad > 0 && time.GetUtcNow().ToUnixTimeMilliseconds() - counts.LastBadT <= RememberBad.TotalMilliseconds;
        health.Set("live", fresh ? HealthState.Warn : HealthState.Ok,
            fresh ? $"a message broke the contract, the last on {counts.LastBad}" : null,
            fresh ? "look for another program that publishes on this topic, or for another version of the node" : null,
            ("messages", counts.Messages), ("bad", counts.Bad));
        var (open, refused) = limits.Counts;
        health.Set("streams", open < StreamLimits.MaxTotal ? HealthState.Ok : HealthState.Warn,
            open < StreamLimits.MaxTotal ? null : "no further page can be live",
            open < StreamLimits.MaxTotal ? null : "close pages that nobody looks at",
            ("open", open), ("refused", refused));
    }
}
