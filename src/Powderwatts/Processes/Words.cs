using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Powderwatts.Settings;

namespace Powderwatts.Processes;

/// <summary>What a running program says on the terminal: words, so all of it goes to stderr.</summary>
internal static class Words
{
    /// <summary>One line.</summary>
    public static void Say(string line) => Console.Error.WriteLine("  " + line);

    /// <summary>What runs, and where its parts are.</summary>
    public static void Started(string what, Rig rig, params ReadOnlySpan<(string Name, string Value)> places)
    {
        Console.Error.WriteLine();
        Say($"Powderwatts {ProgramVersion.Text}   {what}");
        foreach (var (name, value) in places)
            Say($"{name,-10} {value}");
        Say($"Settings   {rig.Source}");
        Say("Ctrl+C stops.");
        Console.Error.WriteLine();
    }

    /// <summary>A broker's address.</summary>
    public static string Address(BrokerSettings broker) => string.Create(CultureInfo.InvariantCulture, $"{(broker.Tls ? "mqtts" : "mqtt")}://{broker.Host}:{broker.Port}");

    /// <summary>What the sensors of a node are, in a few words.</summary>
    public static string Sensors(Rig rig, NodeOptions options) => rig.IsSimulated
        ? string.Create(CultureInfo.InvariantCulture, $"SIMULATED chips, real drivers; weather x{options.Speed}{(options.Load is null ? "" : $", load {options.Load}")}")
        : $"{rig.Sensors.Length} sensors";

    /// <summary>Where the dashboard is.</summary>
    public static void Dashboard(string url, bool lan)
    {
        if (!lan)
        {
            Say($"Dashboard  {url}/");
            return;
        }

        var port = new Uri(url).Port;
        Say($"Dashboard  http://127.0.0.1:{port}/");
        foreach (var address in LanAddresses())
            Say($"           http://{address}:{port}/   open to the local network");
    }

    /// <summary>How much of the history is in the store; one line that is written over on a terminal, only the end elsewhere.</summary>
    public static void History(long acknowledged, long total)
    {
        if (acknowledged >= total)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(Console.IsErrorRedirected ? "" : "\r")}  History    all {total:N0} readings are in the store"));
        else if (!Console.IsErrorRedirected)
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r  History    {100.0 * acknowledged / total:0} % in the store "));
    }

    private static IEnumerable<IPAddress> LanAddresses() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(n => n.OperationalStatus == OperationalStatus.Up && n.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(n => n.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => a.AddressFamily == AddressFamily.InterNetwork);
}
