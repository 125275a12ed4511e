using System.Globalization;

namespace Powderwatts.Tape.Recording;

/// <summary>
/// The files of one recording: their names, and which of them go when there are too many. A file that is there is never written over;
/// tapes of this name from an earlier run count, so that many starts take no more of the disk than one.
/// </summary>
internal sealed class TapeFiles
{
    /// <summary>The ending of tapes.</summary>
    public const string Ending = ".pwtape";

    private readonly string path;
    private readonly long fileBytes;
    private readonly long budgetBytes;
    private readonly Queue<(string Path, long Bytes)> ended = new();
    private int number;

    /// <summary>Looks for tapes of this name.</summary>
    /// <param name="first">The name that was asked for.</param>
    /// <param name="fileBytes">The size at which a file is ended.</param>
    /// <param name="budgetBytes">What all files may take together.</param>
    public TapeFiles(string first, long fileBytes, long budgetBytes)
    {
        path = Path.HasExtension(first) ? first : first + Ending;
        (this.fileBytes, this.budgetBytes) = (fileBytes, budgetBytes);
        foreach (var (found, file) in Earlier())
        {
            number = found;
            ended.Enqueue((file.FullName, file.Length));
        }
    }

    /// <summary>Files begun.</summary>
    public int Count { get; private set; }

    /// <summary>The name of the next file: the one asked for, else the next free number after those that are there.</summary>
    public string Next()
    {
        string next;
        do
            next = ++number == 1 ? path : Path.ChangeExtension(path, number.ToString(CultureInfo.InvariantCulture) + Path.GetExtension(path));
        while (Path.Exists(next));
        Count++;
        return next;
    }

    /// <summary>A file has ended.</summary>
    public void Ended(string file, long bytes) => ended.Enqueue((file, bytes));

    /// <summary>The oldest files, which must go so that the next one has its place; the newest one always stays.</summary>
    public IReadOnlyList<string> MakeRoom()
    {
        var going = new List<string>();
        for (var total = ended.Sum(e => e.Bytes); total + fileBytes > budgetBytes && ended.Count > 1; total = ended.Sum(e => e.Bytes))
            going.Add(ended.Dequeue().Path);
        return going;
    }

    /// <summary>Tapes of this name, by number. What has such a name and is no tape is none of ours.</summary>
    private IEnumerable<(int Number, FileInfo File)> Earlier()
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!folder.Exists)
            return [];
        return folder.EnumerateFiles().Select(file => (Number: NumberOf(file.Name), File: file))
            .Where(found => found.Number > 0 && IsTape(found.File.FullName)).OrderBy(found => found.Number);
    }

    private int NumberOf(string name)
    {
        if (name == Path.GetFileName(path))
            return 1;
        var (stem, ending) = (Path.GetFileNameWithoutExtension(path) + ".", Path.GetExtension(path));
        return name.Length > stem.Length + ending.Length && name.StartsWith(stem, StringComparison.Ordinal) && name.EndsWith(ending, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(stem.Length, name.Length - stem.Length - ending.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var found)
            && found > 1 && found < int.MaxValue ? found : 0;
    }

    private static bool IsTape(string file)
    {
        try
        {
            TapeReader.Open(file).Dispose();
            return true;
        }
        catch (Exception fault) when (fault is TapeException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
