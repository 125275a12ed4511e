using System.Reflection;

namespace Powderwatts;

/// <summary>The program's version.</summary>
internal static class ProgramVersion
{
    /// <summary>`0.1.0`.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
