using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Powderwatts.Readings.Health;
using Powderwatts.Store;

namespace Powderwatts.Dashboard.Live;

/// <summary>Asks the store for the last rows again and again: for `now`, and to know whether it answers.</summary>
internal sealed partial class StoreWatch(LiveBoard board, IStore store, HealthBoard health, TimeProvider time, ILogger<StoreWatch> logger)
    : BackgroundService
{
    /// <summary>The pause while every sensor has fresh live readings.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    /// <summary>The pause while the store may know more than the live path.</summary>
    public static readonly TimeSpan Keen = TimeSpan.FromSeconds(1);

    /// <summary>How long the store may take to answer.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private const string Part = "store";
    private bool failing;

    /// <summary>Did the store answer the last question? Null before the first one.</summary>
    public bool? Answers { get; private set; }

    /// <summary>Why it did not; null when it did.</summary>
    public string? Reason { get; private set; } = "not asked yet";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await AskAsync(stoppingToken).ConfigureAwait(false);
                await Task.Delay(Answers == true && !board.NeedsStore ? Calm : Keen, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // asked to stop
        }
    }

    /// <summary>Asks once.</summary>
    internal async Task AskAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(AnswerLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var origin = board.Mode;
        try
        {
            var rows = await store.LastAsync(board.Site, origin, both.Token).ConfigureAwait(false);
            board.Stored(origin, rows);
            (Answers, Reason) = (true, null);
            health.Set(Part, HealthState.Ok);
            if (failing)
                Log.Answers(logger, store.Name);
            failing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var why = limit.IsCancellationRequested
                ? $"cannot read the last readings from {store.Name}: no answer within {AnswerLimit.TotalSeconds:0} s"
                : e.Message;
            (Answers, Reason) = (false, why);
            health.Set(Part, HealthState.Down, why, "check that the store is running and reachable; it is asked again by itself");
            if (!failing)
                Log.Silent(logger, store.Name, why, e);
            failing = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Store} does not answer: {Why}")]
        public static partial void Silent(ILogger logger, string store, string why, Exception exception);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Store} answers again")]
        public static partial void Answers(ILogger logger, string store);
    }
}
