using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Powderwatts.Settings;

namespace Powderwatts.Booth;

/// <summary>What the booth says on the terminal: words, so all of it goes to stderr.</summary>
internal static class BoothWords
{
    /// <summary>One line.</summary>
    public static void Say(string line) => Console.Error.WriteLine("  " + line);

    /// <summary>Where everything is.</summary>
    public static void Started(Rig rig, BoothOptions options, string url, IPEndPoint broker, string folder)
    {
        var what = rig.IsSimulated
            ? string.Create(CultureInfo.InvariantCulture, $"SIMULATED chips, real drivers; weather x{options.Speed}{(options.Load is null ? "" : $", load {options.Load}")}")
            : $"{rig.Sensors.Length} sensors";
        Console.Error.WriteLine();
        Say($"Powderwatts {ProgramVersion.Text}   {rig.Site.Name}   {what}");
        if (options.Lan)
        {
            var port = new Uri(url).Port;
            Say($"Dashboard  http://127.0.0.1:{port}/");
            foreach (var address in LanAddresses())
                Say($"           http://{address}:{port}/   open to the local network");
        }
        else
        {
            Say($"Dashboard  {url}/");
        }

        Say($"Broker     mqtt://{broker}");
        Say($"Settings   {rig.Source}");
        Say($"Data       {folder}");
        if (rig.IsSimulated && rig.Source == RigFile.BuiltIn && File.Exists("/dev/i2c-1"))
            Say("There is a /dev/i2c-1: write a powderwatts.yaml with `bus: i2c-1` to read real chips.");
        Say("Ctrl+C stops.");
        Console.Error.WriteLine();
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
