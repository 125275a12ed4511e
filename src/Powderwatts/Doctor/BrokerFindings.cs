using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Processes;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings;

namespace Powderwatts.Doctor;

/// <summary>The broker: does it answer, and does it let the rig's user in?</summary>
internal static class BrokerFindings
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks once.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="holder">The process that uses the data folder; null for none. It may be logged in as the same user, and a broker that
    /// takes the user's name for the client id would throw it out for us: then the login is left alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<Finding> LookAsync(Rig rig, string? holder, TimeProvider time, CancellationToken cancellationToken)
    {
        MqttLinkOptions options;
        try
        {
            options = BrokerClient.Of(rig.Broker, $"doctor-{Environment.ProcessId}", $"{rig.Site.Id}/{rig.Node.Id}");
        }
        catch (StartException fault)
        {
            return Failed(fault.Message);
        }

        var name = Words.Address(rig.Broker);
        if (holder is not null)
            return await ReachAsync(rig.Broker, name, holder, time, cancellationToken);

        await using var link = new MqttLink(options, time, NullLogger<MqttLink>.Instance);
        var notYet = link.Reason;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = link.RunAsync(stop.Token);
        var since = time.GetTimestamp();
        while (link.State == LinkState.Down && link.Reason == notYet && time.GetElapsedTime(since) < limit)
            await Task.Delay(lookEvery, time, cancellationToken);
        var (state, reason) = (link.State, link.Reason);
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return state == LinkState.Up
            ? new(FindingState.Passed, "broker", $"{name} lets {(options.User is { } user ? $"user '{user}'" : "us")} in")
            : Failed(reason ?? $"{name} does not answer; start it, or correct broker.host and broker.port");
    }

    private static async Task<Finding> ReachAsync(BrokerSettings broker, string name, string holder, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, either.Token);
            return new(FindingState.Passed, "broker", $"{name} is there; process {holder} is logged in, so the login was not tried");
        }
        catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Failed(string.Create(CultureInfo.InvariantCulture,
                $"cannot reach broker '{broker.Host}:{broker.Port}': {(fault is SocketException ? fault.Message : "no answer")}; start it, or correct broker.host and broker.port"));
        }
    }

    // `cannot <do> ...: <cause>; <next step>`
    private static Finding Failed(string message) => message.LastIndexOf("; ", StringComparison.Ordinal) is var at and >= 0
        ? new(FindingState.Failed, "broker", message[..at], message[(at + 2)..])
        : new(FindingState.Failed, "broker", message);
}
