using System.Collections.Immutable;

namespace Powderwatts.Settings;

/// <summary>The settings are wrong: all faults at once. The program ends with exit code 78.</summary>
public sealed class SettingsException(ImmutableArray<SettingsFault> faults)
    : Exception(string.Join('\n', faults.Select(f => f.ToString())))
{
    /// <summary>Every fault, in the order of the file.</summary>
    public ImmutableArray<SettingsFault> Faults { get; } = faults;
}
