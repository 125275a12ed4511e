using System.Globalization;
using Powderwatts.Processes;
using Powderwatts.Readings;
using Powderwatts.Settings;

namespace Powderwatts.Replaying;

/// <summary>`replay`: a tape against the rig's broker. It keeps no state: its outboxes live in a folder that goes with it.</summary>
internal static class ReplayProcess
{
    /// <summary>Plays until the last reading is acknowledged, or until cancelled.</summary>
    /// <returns>Done when every reading that was played is in a store, and the tape could be read to its end.</returns>
    /// <exception cref="StartException">It cannot start or go on: one sentence with the next step.</exception>
    public static async Task<int> RunAsync(Rig rig, ReplayOptions options, CancellationToken cancellationToken)
    {
        var exit = ExitCode.Failed;
        await ProcessRun.RunAsync(async (time, loggers) => exit = await RunAsync(rig, options, time, loggers, cancellationToken), cancellationToken);
        return exit;
    }

    private static async Task<int> RunAsync(Rig rig, ReplayOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var tape = ReplayTape.Open(options);
        var folder = Directory.CreateTempSubdirectory("powderwatts-replay-").FullName;
        try
        {
            await using var run = new ReplayRun(
                tape, options.Play, node => BrokerClient.Of(rig.Broker, "", $"{tape.Site}/{node}"), $"replay-{OutboxId.New().ToString()[..8]}",
                folder, time, loggers);
            Words.Started($"replay of '{tape.Name}'", rig,
                ("Tape", string.Create(CultureInfo.InvariantCulture, $"{options.File}   {tape.Readings:N0} readings, {ReplayWords.Instant(tape.First, tape.Zone)} to {ReplayWords.Instant(tape.Last, tape.Zone)}")),
                ("As", string.Join(", ", tape.Nodes.Select(node => $"{tape.Site}/{node.Node}"))),
                ("Broker", Words.Address(rig.Broker)));
            if (tape.Site != rig.Site.Id)
                Words.Say($"The tape is of site '{tape.Site}'; screens of site '{rig.Site.Id}' do not show it.");
            using var stopWatching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watching = Task.WhenAll(
                ReplayWords.WatchAsync(run, tape, options.Play, time, stopWatching.Token), ReplayKeys.WatchAsync(run.Player, options.Play, time, stopWatching.Token));
            try
            {
                await run.RunAsync(stay: false, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // asked to stop: what was played until now is told below
            }
            finally
            {
                await stopWatching.CancelAsync();
                await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var end = run.Progress;
            Console.Error.WriteLine(ReplayWords.Ended(tape, end));
            return end is { Refused: 0, Waiting: 0, State.Readings: > 0 } && tape.Loss.Reason is null ? ExitCode.Done : ExitCode.Failed;
        }
        finally
        {
            foreach (var kept in ReplayFolder.Clear(folder))
                Words.Say($"Rows that could not be sent are in {kept}");
        }
    }
}
