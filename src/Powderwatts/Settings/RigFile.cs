using System.Reflection;

namespace Powderwatts.Settings;

/// <summary>Finds the settings file: the one that is named, else the first that is there, else the built-in model roof.</summary>
public static class RigFile
{
    /// <summary>The name that is looked for.</summary>
    public const string FileName = "powderwatts.yaml";

    /// <summary>The name of the built-in rig in messages.</summary>
    public const string BuiltIn = "built-in model roof";

    /// <summary>
    /// The file in force: `--config`, `POWDERWATTS_CONFIG`, `./powderwatts.yaml`, the user's settings folder, `/etc/powderwatts`;
    /// null when there is none.
    /// </summary>
    public static string? Find(string? named, Func<string, string?> environment)
    {
        if (named is not null)
            return named;
        if (environment("POWDERWATTS_CONFIG") is { Length: > 0 } fromEnvironment)
            return fromEnvironment;
        var user = environment("XDG_CONFIG_HOME") is { Length: > 0 } folder ? folder : Path.Combine(environment("HOME") ?? "/", ".config");
        string[] places = [FileName, Path.Combine(user, "powderwatts", FileName), Path.Combine("/etc/powderwatts", FileName)];
        return places.FirstOrDefault(File.Exists);
    }

    /// <summary>Reads the settings in force.</summary>
    /// <exception cref="SettingsException">All faults at once.</exception>
    public static Rig Load(string? named, IReadOnlyDictionary<string, string> environment)
    {
        var file = Find(named, name => environment.GetValueOrDefault(name));
        return RigReader.Read(file is null ? BuiltInText() : Text(file), file ?? BuiltIn, environment);
    }

    /// <summary>The built-in rig's text: six simulated circuits and a climate sensor.</summary>
    public static string BuiltInText()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("rigs/model-roof.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([new SettingsFault(file, 0, 0, "", $"cannot be read: {fault.Message} name another file with --config")]);
        }
    }
}
