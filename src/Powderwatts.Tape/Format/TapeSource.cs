using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>The bytes of a tape, of the length that it had when it was opened.</summary>
internal sealed class TapeSource(Stream stream, string name) : IDisposable
{
    /// <summary>Bytes of the tape.</summary>
    public long Length { get; } = stream.Length;

    /// <summary>Opens a file that may still be growing.</summary>
    public static TapeSource Open(string path)
    {
        var name = TapePath.Shown(path);
        try
        {
            if (Directory.Exists(path))
                throw new TapeException($"cannot read tape '{name}': it is a folder; name a file in it", 0);
            return new TapeSource(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), name);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TapeException($"cannot read tape '{name}': no such file; look for the name with ls", 0, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TapeException($"cannot read tape '{name}': {WireText.Clean(fault.Message, WireLimits.TextLength)}; name a file that this user can read", 0, fault);
        }
    }

    /// <summary>Reads bytes from a place; fewer than asked for at the end.</summary>
    public ReadOnlySpan<byte> Read(long at, Span<byte> buffer)
    {
        if (at < 0 || at >= Length)
            return [];
        var wanted = buffer[..(int)Math.Min(buffer.Length, Length - at)];
        try
        {
            stream.Position = at;
            return wanted[..stream.ReadAtLeast(wanted, wanted.Length, throwOnEndOfStream: false)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new TapeException($"cannot read tape '{name}' at byte {at}: {WireText.Clean(fault.Message, WireLimits.TextLength)}; copy it to another disk", at, fault);
        }
    }

    /// <summary>Reads the header of a block.</summary>
    public BlockFault ReadHeader(long at, out BlockHeader header)
    {
        Span<byte> buffer = stackalloc byte[BlockHeader.Size];
        return BlockHeader.TryRead(Read(at, buffer), out header);
    }

    /// <summary>Reads the end of a tape, all of it, if it is at this place.</summary>
    public bool TryReadEnd(long at, out BlockHeader end)
    {
        Span<byte> buffer = stackalloc byte[BlockHeader.EndSize];
        var bytes = Read(at, buffer);
        return BlockHeader.TryRead(bytes, out end) == BlockFault.None && end.Kind == BlockKind.End
            && bytes[BlockHeader.Size..].SequenceEqual(BlockHeader.EndRest);
    }

    /// <summary>The tape cannot be read at all.</summary>
    public TapeException Refused(long at, string cause, string nextStep) => new($"cannot read tape '{name}' at byte {at}: {cause}; {nextStep}", at);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
