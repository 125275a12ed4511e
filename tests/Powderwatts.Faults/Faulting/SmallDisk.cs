using System.Diagnostics;
using System.Globalization;

namespace Powderwatts.Faults.Faulting;

/// <summary>A disk of a few MB in memory, to be filled. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    private string Ballast => System.IO.Path.Combine(Path, "somebody-elses-file");

    /// <summary>Makes one.</summary>
    /// <exception cref="NotPossibleException">It may not be mounted here.</exception>
    public static SmallDisk Make(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("powderwatts-disk-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m,mode=700"), "tmpfs", path))
            return new(path);
        Directory.Delete(path);
        throw new NotPossibleException("a tmpfs cannot be mounted (it needs root)");
    }

    /// <summary>Writes somebody else's file until nothing fits any more.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        var block = new byte[64 * 1024];
        for (var size = block.Length; size > 0;)
        {
            try
            {
                file.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    /// <summary>Takes that file away.</summary>
    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
