namespace Powderwatts.Settings.Yaml;

/// <summary>Where a setting was written.</summary>
/// <param name="Source">File name, or the name of an environment variable.</param>
/// <param name="Line">Line, from 1; 0 when there is none.</param>
/// <param name="Column">Column, from 1; 0 when there is none.</param>
internal readonly record struct SettingPlace(string Source, int Line, int Column);
