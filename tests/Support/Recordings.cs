namespace Powderwatts.Tests;

/// <summary>The real recordings in `tests/Recordings`.</summary>
internal static class Recordings
{
    public static string Path(string name) => System.IO.Path.Combine(Checkout.Root, "tests", "Recordings", name);

    /// <summary>One of the examples of `docs/import.md`.</summary>
    public static string Example(string name) => System.IO.Path.Combine(Checkout.Root, "docs", "import", name);

    /// <summary>The lines of a text, unpacked.</summary>
    public static string[] Lines(string name)
    {
        using var file = File.OpenRead(Path(name));
        using var gzip = name.EndsWith(".gz", StringComparison.Ordinal) ? new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress) : null;
        using var reader = new StreamReader((Stream?)gzip ?? file);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
