using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Dashboard.Live;

/// <summary>Keeps the dashboard's link to the broker up and hands what comes over it to the board.</summary>
internal sealed class LiveFeed(LiveBoard board, MqttLinkOptions broker, HealthBoard health, TimeProvider time, ILoggerFactory loggers)
    : BackgroundService
{
    private const string Part = "link";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var link = new MqttLink(broker with { Subscriptions = board.Subscriptions }, time, loggers.CreateLogger<MqttLink>());
        link.Received = board.Handle;
        link.StateChanged = _ => Say(link.State, link.Reason);
        Say(LinkState.Down, null);
        try
        {
            var run = link.RunAsync(stoppingToken);
            while (!run.IsCompleted)
            {
                // while it is down the reason may change, which is no change of state
                await Task.WhenAny(run, Task.Delay(LookAgain, time, stoppingToken)).ConfigureAwait(false);
                Say(link.State, link.Reason);
            }

            await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    private void Say(LinkState state, string? reason)
    {
        var why = state == LinkState.Up ? null : reason ?? $"no link to the broker {broker.Host}:{broker.Port} yet";
        board.Link(state, why);
        var (cause, next) = LinkReason.Split(why);
        health.Set(Part, state == LinkState.Up ? HealthState.Ok : HealthState.Down, cause, state == LinkState.Up ? null : next ?? "wait: it is tried by itself");
    }
}
