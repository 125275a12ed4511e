namespace Powderwatts.Settings;

/// <summary>One fault of a settings file or of an environment variable that stands for a line of it.</summary>
/// <param name="Source">File name, or `environment`.</param>
/// <param name="Line">Line, from 1; 0 when there is none.</param>
/// <param name="Column">Column, from 1; 0 when there is none.</param>
/// <param name="Key">The key's path: `sensors[2].address`.</param>
/// <param name="Reason">What is wrong and what is allowed.</param>
public sealed record SettingsFault(string Source, int Line, int Column, string Key, string Reason)
{
    /// <summary>`powderwatts.yaml:14:11  error  sensors[2].adress  unknown key; did you mean "address"?`</summary>
    public override string ToString() =>
        $"{Source}{(Line > 0 ? $":{Line}:{Column}" : "")}  error  {(Key.Length > 0 ? Key + "  " : "")}{Reason}";
}
