namespace Powderwatts.Tests;

/// <summary>Writes files that hold a secret.</summary>
internal static class Secret
{
    /// <summary>Writes one; nobody else may read it unless the mode says so. Skips the test on Windows, which has no modes.</summary>
    public static string Write(string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are a thing of Unix");
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
        return path;
    }
}
