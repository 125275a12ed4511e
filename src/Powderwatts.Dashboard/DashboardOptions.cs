using System.Net;
using System.Reflection;
using Powderwatts.Readings.Mqtt;

namespace Powderwatts.Dashboard;

/// <summary>What one dashboard shows and where it listens. One site per dashboard.</summary>
public sealed record DashboardOptions
{
    /// <summary>The site's id.</summary>
    public required string Site { get; init; }

    /// <summary>The site's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The site's IANA time zone: its days and hours are the days and hours of every answer.</summary>
    public required string Zone { get; init; }

    /// <summary>Where to listen; port 0 picks a free one.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, 8080)];

    /// <summary>Is the dashboard open to the local network? Then it also answers to this machine's name and to any address.</summary>
    public bool Lan { get; init; }

    /// <summary>Further names that a browser may use for this dashboard, without port.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// The broker that carries the live readings; the subscriptions are filled in. Null: the caller feeds the
    /// <see cref="Live.LiveBoard"/> itself.
    /// </summary>
    public MqttLinkOptions? Broker { get; init; }

    /// <summary>True: `readyz` also waits until one reading of this run is acknowledged. For programs that hold a node.</summary>
    public bool AwaitReading { get; init; }

    /// <summary>The program's version, as `site` tells it.</summary>
    public string Version { get; init; } = ProgramVersion();

    private static string ProgramVersion() =>
        typeof(DashboardOptions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0.0.0";
}
