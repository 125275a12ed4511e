using System.Globalization;

namespace Powderwatts;

/// <summary>The folder where one process keeps its state. A lock file holds off a second writer.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
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
            var file = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new DataFolder(path, file);
        }
        catch (IOException) when (Holder(path) is { } holder)
        {
            throw new StartException($"cannot use data folder '{path}': process {holder} is using it; stop that one or name another folder with --data");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"cannot write to data folder '{path}': {fault.Message.TrimEnd('.')}; make it writable or name another folder with --data");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private static string? Holder(string path)
    {
        try
        {
            using var file = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd() is { Length: > 0 } holder ? holder : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
