using System.Globalization;

namespace Powderwatts.Faults.Observing;

/// <summary>What the kernel says of a process.</summary>
internal static class Memory
{
    /// <summary>Resident bytes.</summary>
    public static long Resident(int pid) => Kilobytes(pid, "VmRSS:") * 1024;

    /// <summary>Open files and sockets, without the program's own assemblies: those are opened when their code is first run.</summary>
    public static int Handles(int pid) =>
        Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd")).Count(file => new FileInfo(file).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true);

    private static long Kilobytes(int pid, string key)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).First(l => l.StartsWith(key, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(key.Length).Trim()[..^3], CultureInfo.InvariantCulture);
    }
}
