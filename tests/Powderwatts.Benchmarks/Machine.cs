using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Powderwatts.Benchmarks;

/// <summary>Where a figure was measured: without it a figure says nothing.</summary>
internal static class Machine
{
    /// <summary>Is this the native build?</summary>
    public static bool IsNative => !RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Prints one line.</summary>
    public static void Describe()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC; {processor}, {Environment.ProcessorCount} processors; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}, {(IsNative ? "native" : "ordinary")} build; load {Load()}"));
    }

    /// <summary>The load average of the last minute.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
