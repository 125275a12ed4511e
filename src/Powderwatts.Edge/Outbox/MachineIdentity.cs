using System.Security.Cryptography;
using System.Text;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// Which machine this is, as 16 hex digits: the Pi's serial number, else the machine id, else a random id kept in the data
/// folder (containers). Hashed, so that a serial number is never published.
/// </summary>
public static class MachineIdentity
{
    /// <summary>Reads it; makes the file in the data folder when nothing else says who we are.</summary>
    public static string Read(string dataFolder) => Read(dataFolder, "/");

    internal static string Read(string dataFolder, string root)
    {
        var source = FirstLine(Path.Combine(root, "sys/firmware/devicetree/base/serial-number"))
            ?? SerialOf(Path.Combine(root, "proc/cpuinfo"))
            ?? FirstLine(Path.Combine(root, "etc/machine-id"))
            ?? Kept(dataFolder);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("powderwatts machine " + source)))[..16];
    }

    private static string Kept(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "machine-id");
        if (FirstLine(file) is { } known)
            return known;
        Directory.CreateDirectory(dataFolder);
        var made = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(file, made + "\n");
        return made;
    }

    // on 32-bit kernels and older firmware the serial number is only here
    private static string? SerialOf(string cpuInfo)
    {
        if (!File.Exists(cpuInfo))
            return null;
        foreach (var line in File.ReadLines(cpuInfo))
        {
            if (line.StartsWith("Serial", StringComparison.Ordinal) && line.Split(':') is [_, var value])
                return Usable(value);
        }

        return null;
    }

    private static string? FirstLine(string file)
    {
        try
        {
            return File.Exists(file) ? Usable(File.ReadLines(file).FirstOrDefault()) : null;
        }
        catch (UnauthorizedAccessException)
        {
            return null; // not ours to read: the next source answers
        }
    }

    // device tree strings end with NUL; some boards carry a serial number of zeros, and systemd writes "uninitialized"
    private static string? Usable(string? text)
    {
        var value = text?.Trim('\0', ' ', '\t', '\n', '\r');
        return string.IsNullOrEmpty(value) || value == "uninitialized" || value.All(c => c == '0') ? null : value;
    }
}
