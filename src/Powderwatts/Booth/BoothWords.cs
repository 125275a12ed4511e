using System.Net;
using Powderwatts.Processes;
using Powderwatts.Settings;

namespace Powderwatts.Booth;

/// <summary>What the booth says on the terminal: words, so all of it goes to stderr.</summary>
internal static class BoothWords
{
    /// <summary>Where everything is.</summary>
    public static void Started(Rig rig, BoothOptions options, IBoothSource source, string url, IPEndPoint broker, string folder)
    {
        Console.Error.WriteLine();
        Words.Say($"Powderwatts {ProgramVersion.Text}   {source.Name}   {source.Words}");
        Words.Dashboard(url, options.Lan);
        Words.Say($"Broker     mqtt://{broker}");
        Words.Say($"Settings   {rig.Source}");
        Words.Say($"Data       {folder}");
        if (options.Replay is null && rig.IsSimulated && rig.Source == RigFile.BuiltIn && File.Exists("/dev/i2c-1"))
            Words.Say("There is a /dev/i2c-1: write a powderwatts.yaml with `bus: i2c-1` to read real chips.");
        Words.Say("Ctrl+C stops.");
        Console.Error.WriteLine();
    }
}
