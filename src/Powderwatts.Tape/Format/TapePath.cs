using Powderwatts.Readings.Wire;

namespace Powderwatts.Tape.Format;

/// <summary>Paths of tapes: how they are shown, and which may be written.</summary>
internal static class TapePath
{
    /// <summary>The path fit for a message.</summary>
    public static string Shown(string path) => WireText.Clean(path, WireLimits.TextLength);

    /// <summary>Opens a file for writing that did not exist before; with <paramref name="replaces"/> one may wait under the final name.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="final">The name that it will have at the end.</param>
    /// <param name="replaces">Whether a file of the final name may be replaced.</param>
    /// <exception cref="TapeException">A file, link or folder of that name is there, or the system refuses.</exception>
    public static FileStream Create(string path, string final, bool replaces)
    {
        try
        {
            if (new FileInfo(final).LinkTarget is not null)
                throw Refused(final, "it is a symbolic link; name the file itself");
            if (Directory.Exists(final))
                throw Refused(final, "it is a folder; name a file in it");
            if (File.Exists(final) && !replaces)
                throw Refused(final, "it exists; name another, or replace it with --force");

            // a new file, never one that is there: the system then follows no link either
            return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (IOException fault) when (File.Exists(path))
        {
            throw Refused(path, "it exists: another program writes it, or one was cut off; remove it if none does", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(final, $"{WireText.Clean(fault.Message, WireLimits.TextLength)}; name a file in a folder that exists and can be written", fault);
        }
    }

    private static TapeException Refused(string path, string cause, Exception? inner = null) =>
        new($"cannot write tape '{Shown(path)}': {cause}", 0, inner);
}
