using System.Net;
using Powderwatts.Processes;
using Powderwatts.Settings;

namespace Powderwatts.Booth;

/// <summary>What the booth says on the terminal: words, so all of it goes to stderr.</summary>
internal static class BoothWords
{
    /// <summary>Where everything is.</summary>
    public static void Started(Rig rig, BoothOptions options, string url, IPEndPoint broker, string folder)
    {
        var what = Words.Sensors(rig, options.Node);
        Console.Error.WriteLine();
        Words.Say($"Powderwatts {ProgramVersion.Text}   {rig.Site.Name}   {what}");
        Words.Dashboard(url, options.Lan);
        Words.Say($"Broker     mqtt://{broker}");
        Words.Say($"Settings   {rig.Source}");
        Words.Say($"Data       {folder}");
        if (rig.IsSimulated && rig.Source == RigFile.BuiltIn && File.Exists("/dev/i2c-1"))
            Words.Say("There is a /dev/i2c-1: write a powderwatts.yaml with `bus: i2c-1` to read real chips.");
        Words.Say("Ctrl+C stops.");
        Console.Error.WriteLine();
    }
}
