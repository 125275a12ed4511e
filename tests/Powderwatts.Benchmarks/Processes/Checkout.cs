namespace Powderwatts.Benchmarks.Processes;

/// <summary>Where the repository is: the folder of the solution, looked for from the working folder upwards.</summary>
internal static class Checkout
{
    /// <summary>Its path.</summary>
    public static string Root { get; } = Find(Directory.GetCurrentDirectory());

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Powderwatts.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("cannot find Powderwatts.sln; run this inside the checkout"));
}
