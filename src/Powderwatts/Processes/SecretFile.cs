using System.Globalization;

namespace Powderwatts.Processes;

/// <summary>Reads a password or a token. Secrets come from files only, and only from files that nobody else may read.</summary>
internal static class SecretFile
{
    private const int LongestBytes = 4096;
    private const UnixFileMode Others = (UnixFileMode)0b111_111;

    /// <summary>The secret without the line's end; null when no file is named.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">The setting that names it: `broker.password_file`.</param>
    /// <exception cref="StartException">It is missing, empty, too long, or others may read it.</exception>
    public static string? Read(string? path, string key) => Read(path, key, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"));

    /// <param name="path">The file.</param>
    /// <param name="key">The setting that names it.</param>
    /// <param name="credentials">The folder that systemd guards for this service alone; access lists there look like group rights.</param>
    internal static string? Read(string? path, string key, string? credentials)
    {
        if (path is null)
            return null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (!OperatingSystem.IsWindows() && !IsWithin(path, credentials) && File.GetUnixFileMode(file.SafeFileHandle) is var mode && (mode & Others) != 0)
            {
                throw new StartException(
                    $"cannot use secret file '{path}': others may read it (mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}); run chmod 600 {path}");
            }

            if (file.Length > LongestBytes)
                throw new StartException(string.Create(CultureInfo.InvariantCulture, $"cannot use secret file '{path}': it has {file.Length} bytes and a secret has at most {LongestBytes}; correct {key}"));
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().TrimEnd('\r', '\n') is { Length: > 0 } secret
                ? secret
                : throw new StartException($"cannot use secret file '{path}': it is empty; write the secret into it");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartException($"cannot read secret file '{path}': it does not exist; make it with mode 600, or correct {key}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot read secret file '{path}': {fault.Message.TrimEnd('.')}; let the user of this program own it, or correct {key}", fault);
        }
    }

    private static bool IsWithin(string path, string? folder) =>
        folder is { Length: > 0 } && Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
