using System.Security.Cryptography;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// A file of no use that holds space for the worst day: on a full disk SQLite cannot even delete, so it is given back, and made again
/// when there is room.
/// </summary>
/// <param name="path">Its place.</param>
internal sealed class Ballast(string path)
{
    /// <summary>Its name in the data folder.</summary>
    public const string FileName = "outbox.ballast";

    /// <summary>Is it there?</summary>
    public bool IsHeld => File.Exists(path);

    /// <summary>Makes it. Random bytes, so that no file system stores them as less. A disk that has no room for it stays without.</summary>
    public void Make(long bytes)
    {
        var half = path + ".new"; // under its name it is whole
        try
        {
            using (var file = new FileStream(half, FileMode.Create, FileAccess.Write, FileShare.None, 0))
            {
                var block = new byte[64 << 10];
                for (long written = 0; written < bytes; written += block.Length)
                {
                    RandomNumberGenerator.Fill(block);
                    file.Write(block.AsSpan(0, (int)Math.Min(block.Length, bytes - written)));
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(half, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            File.Delete(half);
        }
    }

    /// <summary>Gives its space back.</summary>
    /// <returns>False when it was not there.</returns>
    public bool GiveBack()
    {
        File.Delete(path + ".new"); // a half one, of a crash
        if (!IsHeld)
            return false;
        File.Delete(path);
        return true;
    }
}
