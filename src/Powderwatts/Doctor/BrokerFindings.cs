using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Powderwatts.Processes;
using Powderwatts.Readings.Mqtt;
using Powderwatts.Settings;

namespace Powderwatts.Doctor;

/// <summary>The broker: does it answer, does its certificate hold, and does it let the rig's user in?</summary>
internal static class BrokerFindings
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan renewWithin = TimeSpan.FromDays(30);
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks once.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="holder">The process that uses the data folder; null for none. It may be logged in as the same user, and a broker that
    /// takes the user's name for the client id would throw it out for us: then the login is left alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Rig rig, string? holder, TimeProvider time, CancellationToken cancellationToken)
    {
        MqttLinkOptions options;
        try
        {
            options = BrokerClient.Of(rig.Broker, $"doctor-{Environment.ProcessId}", $"{rig.Site.Id}/{rig.Node.Id}");
        }
        catch (StartException wrong)
        {
            return [Failed(wrong.Message)];
        }

        var name = Words.Address(rig.Broker);
        var reach = await BrokerReach.LookAsync(options, time, cancellationToken);
        if (reach.Fault is { } fault)
            return [Failed(fault)];
        var findings = new List<Finding>();
        if (reach.CertificateUntil is { } until)
            findings.Add(Certificate(until, time.GetUtcNow()));
        else if (!rig.Broker.IsOnThisMachine)
            findings.Add(new(FindingState.Warning, "broker", $"{name} is not encrypted: passwords and readings cross the network in the clear", "set broker.tls: true, with a certificate at the broker"));
        findings.Add(holder is not null
            ? new(FindingState.Passed, "broker", $"{name} is there; process {holder} is logged in, so the login was not tried")
            : await LogInAsync(options, name, time, cancellationToken));
        return findings;
    }

    private static Finding Certificate(DateTimeOffset until, DateTimeOffset now)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"the broker's certificate holds, until {until.UtcDateTime:yyyy-MM-dd}");
        return until - now > renewWithin
            ? new(FindingState.Passed, "broker", text)
            : new(FindingState.Warning, "broker", text, "make a new one before it expires, or nothing gets through until you do");
    }

    private static async Task<Finding> LogInAsync(MqttLinkOptions options, string name, TimeProvider time, CancellationToken cancellationToken)
    {
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

    private static Finding Failed(string message)
    {
        var (text, fix) = LinkReason.Split(message);
        return new(FindingState.Failed, "broker", text!, fix);
    }
}
