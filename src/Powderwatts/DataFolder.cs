using System.Globalization;

namespace Powderwatts;

/// <summary>The folder where one process keeps its state. A lock file holds off a second writer.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private const string HolderName = "lock.pid";
    private const int WouldBlock = 11; // EWOULDBLOCK: another process holds the lock
    private readonly FileStream held;

    private DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where state goes when nothing is said: the user's state folder.</summary>
    public static string Default(Func<string, string?> environment) =>
        environment("XDG_STATE_HOME") is { Length: > 0 } state
            ? System.IO.Path.Combine(state, "powderwatts")
            : System.IO.Path.Combine(environment("HOME") ?? "/var/lib", ".local", "state", "powderwatts");

    /// <summary>Makes the folder if need be and takes its lock.</summary>
    /// <exception cref="StartException">It cannot be written, or another process has it.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path);
            // on Linux only FileShare.None keeps all others out, readers too: so the holder's name stands in a file beside it
            var file = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(System.IO.Path.Combine(path, HolderName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolder(path, file);
        }
        catch (IOException fault) when (fault.HResult == WouldBlock && Holder(path) is { } holder)
        {
            throw new StartException($"cannot use data folder '{path}': process {holder} is using it; stop that one or name another folder with --data");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot write to data folder '{path}': {fault.Message.TrimEnd('.')}; make it writable or name another folder with --data");
        }
    }

    /// <summary>The id of the process that holds the folder; null when nobody does.</summary>
    public static string? HeldBy(string path)
    {
        try
        {
            using var file = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return null;
        }
        catch (IOException fault) when (fault.HResult == WouldBlock)
        {
            return Holder(path) ?? "?";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null; // not there, or not ours to look at
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private static string? Holder(string path)
    {
        try
        {
            return File.ReadAllText(System.IO.Path.Combine(path, HolderName)) is { Length: > 0 } holder ? holder : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
