namespace Powderwatts.Tests;

/// <summary>Where the repository is, seen from a running test.</summary>
internal static class Checkout
{
    /// <summary>The folder that holds Powderwatts.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Powderwatts.sln")) ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no Powderwatts.sln above the tests"));
}
