using System.Collections.Immutable;
using Powderwatts.Edge.Outbox;
using Powderwatts.Edge.Publishing;
using Powderwatts.Processes;
using Powderwatts.Readings.Health;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Tape.Replaying;

namespace Powderwatts.Replaying;

/// <summary>
/// Plays a tape to a broker: each of its nodes is a sender of its own, with a random outbox id, and everything that was played is sent
/// until it is acknowledged. At its end nothing of the tape stays on the broker.
/// </summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan tellEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan lastSending = TimeSpan.FromSeconds(3);

    private readonly ReplayTape tape;
    private readonly PlayOptions options;
    private readonly TimeProvider time;
    private readonly ImmutableDictionary<string, ReplayNode> nodes;

    /// <summary>Prepares everything; nothing is sent before <see cref="RunAsync"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="options">How it is played.</param>
    /// <param name="broker">The broker and how a node logs in.</param>
    /// <param name="client">Client id of the first connection of each node; null: the node's own.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the loggers.</param>
    public ReplayRun(
        ReplayTape tape, PlayOptions options, Func<string, MqttLinkOptions> broker, string? client, string folder, TimeProvider time, ILoggerFactory loggers)
    {
        (this.tape, this.options, this.time) = (tape, options, time);
        var (machine, run) = (MachineIdentity.Read(folder), NodeFacts.NewRun());
        nodes = tape.Nodes.ToImmutableDictionary(node => node.Node, node => new ReplayNode(
            new NodeFacts(tape.Site, node.Node, ProgramVersion.Text, machine, run, "", node.Sensors)
            {
                Tape = tape.About(options),
                ReplayClient = client is null ? null : $"{client}-{node.Node}",
            },
            broker(node.Node), Path.Combine(folder, node.Node), time, loggers), StringComparer.Ordinal);
        Player = new TapePlayer(tape.Site, tape.Source, options, time) { Live = line => nodes[line.Node].Offer(line.Reading) };
    }

    /// <summary>Plays it; can be paused and wound.</summary>
    public TapePlayer Player { get; }

    /// <summary>How far it is.</summary>
    public ReplayProgress Progress => new(
        Player.State, nodes.Values.Sum(n => n.Acknowledged), nodes.Values.Sum(n => n.Unacknowledged), nodes.Values.Sum(n => n.Refused),
        nodes.Values.Select(Trouble).FirstOrDefault(trouble => trouble is not null));

    /// <summary>Plays the tape and sends it until every reading is acknowledged; then, if it shall stay, until cancelled.</summary>
    /// <exception cref="StartException">A node that measures has the name of one on the tape.</exception>
    /// <exception cref="OutboxException">The disk cannot take what is under way.</exception>
    public async Task RunAsync(bool stay, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopSending = new CancellationTokenSource();
        Task[] sending = [.. nodes.Values.Select(node => node.RunAsync(stopSending.Token))];
        var telling = TellAsync(stop.Token);
        var playing = PlayAsync(stay, stop.Token);
        try
        {
            await await Task.WhenAny([playing, telling, .. sending]);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(playing, telling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LeaveAsync();
            await stopSending.CancelAsync();
            await Task.WhenAll(sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes.Values)
            await node.DisposeAsync();
    }

    private async Task PlayAsync(bool stay, CancellationToken cancellationToken)
    {
        // not before the broker has shown who is there: not even the live path may speak in another's name
        await UntilAsync(() => nodes.Values.All(node => node.IsReady), cancellationToken);
        await Player.RunAsync((_, node, chunk, token) => nodes[node].TakeAsync(chunk, token), cancellationToken);
        await UntilAsync(() => nodes.Values.All(node => node.Unacknowledged == 0), cancellationToken);
        if (stay)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(tellEvery, time);
        var told = tape.About(options);
        string? lossTold = null;
        do
        {
            if (tape.Loss.Reason is { } loss && lossTold is null)
                Words.Say($"The tape cannot be read to its end: {lossTold = loss}. What can be read of it is played.");
            if (nodes.Values.FirstOrDefault(node => node.Measuring is not null) is { } taken)
            {
                throw new StartException(
                    $"cannot play tape '{tape.Name}' as '{taken.Facts.DataClient}': a node of that name measures on this broker, and a tape never takes its place; " +
                    "add --beside to give the tape's nodes names of their own");
            }

            var state = Player.State;
            var about = told with { Speed = state.Paused || state.Ended ? 0 : options.Speed, ShiftMs = state.ShiftMs };
            foreach (var node in nodes.Values)
            {
                if (about != told)
                    node.Tell(about);
                node.Board.Set(
                    "tape", lossTold is null ? HealthState.Ok : HealthState.Warn, lossTold is null ? null : $"the tape cannot be read to its end: {lossTold}",
                    lossTold is null ? null : "see powderwatts tape verify", ("readings", state.Readings), ("passes", state.Passes), ("queued", node.Unacknowledged));
            }

            told = about;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    // an ordered stop leaves as little as it can: neither readings unsent nor anything on the broker
    private async Task LeaveAsync()
    {
        using var limit = new CancellationTokenSource(lastSending, time);
        try
        {
            await UntilAsync(() => nodes.Values.All(node => node.Unacknowledged == 0 || !node.IsReady), limit.Token); // one that gave way is not ready
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // the caller says how many were not acknowledged
        }

        using var goodbye = new CancellationTokenSource(lastSending, time);
        await Task.WhenAll(nodes.Values.Select(node => node.ForgetAsync(goodbye.Token))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task UntilAsync(Func<bool> holds, CancellationToken cancellationToken)
    {
        while (!holds())
            await Task.Delay(lookAgain, time, cancellationToken);
    }

    private static string? Trouble(ReplayNode node) => node.Board.Report().Parts
        .Where(part => part.State != HealthState.Ok && part.Reason is not null && part.Part != "tape")
        .OrderByDescending(part => part.State).Select(part => part.Next is null ? part.Reason : $"{part.Reason}; {part.Next}").FirstOrDefault();
}
