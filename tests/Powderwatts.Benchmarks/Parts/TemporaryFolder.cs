namespace Powderwatts.Benchmarks.Parts;

/// <summary>A folder that goes when it is disposed. TMPDIR chooses the disk.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("powderwatts-bench-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
