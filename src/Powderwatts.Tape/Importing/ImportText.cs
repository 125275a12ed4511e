using System.IO.Compression;

namespace Powderwatts.Tape.Importing;

/// <summary>The text of an input: unpacked when it is a gzip file, which its first two bytes tell.</summary>
internal sealed class ImportText : IDisposable
{
    private readonly GZipStream? gzip;

    public ImportText(Stream input)
    {
        var first = new byte[2];
        var read = input.ReadAtLeast(first, 2, throwOnEndOfStream: false);
        Stream whole = new StreamAfter(first.AsMemory(0, read), input);
        gzip = read == 2 && first[0] == 0x1f && first[1] == 0x8b ? new(whole, CompressionMode.Decompress, leaveOpen: true) : null;
        Stream = gzip ?? whole;
    }

    /// <summary>The bytes of the text.</summary>
    public Stream Stream { get; }

    public void Dispose() => gzip?.Dispose();
}
