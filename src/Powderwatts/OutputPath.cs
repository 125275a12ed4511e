using Powderwatts.Tape.Importing;

namespace Powderwatts;

/// <summary>Which files a verb may write that a user named.</summary>
internal static class OutputPath
{
    /// <summary>Refuses what is there unless it may be replaced; folders and symbolic links always.</summary>
    /// <exception cref="StartException">It may not be written.</exception>
    public static void Check(string path, bool replaces)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw Refused(path, "it is a symbolic link; name the file itself");
        if (Directory.Exists(path))
            throw Refused(path, "it is a folder; name a file in it");
        if (!replaces && File.Exists(path))
            throw Refused(path, "it exists; name another, or replace it with --force");
    }

    private static StartException Refused(string path, string cause) => new($"cannot write {RowFault.Quoted(path)}: {cause}");
}
