using System.Runtime.InteropServices;
using System.Text;

namespace Powderwatts.Edge.Outbox;

/// <summary>Makes the names in a folder durable: a synced file whose name is lost in a power cut is lost too.</summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>fsync(2) of the folder; does nothing on Windows, which has no such call.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0)
            throw Failure("open", folder);
        try
        {
            if (FSync(descriptor) != 0)
                throw Failure("sync", folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failure(string what, string folder) =>
        new($"cannot {what} folder '{folder}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}; check its owner and rights");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
