using System.Globalization;
using System.Text;

namespace Powderwatts.Collector.DeadLetters;

/// <summary>
/// Which dead letters were stored after all: one line each, id and instant, in `done.txt` beside them. Marks of letters that are gone
/// are dropped with the next change, so the file stays as small as the letters.
/// </summary>
/// <param name="dataFolder">The data folder.</param>
public sealed class DoneLetters(string dataFolder)
{
    private readonly string folder = Path.Combine(dataFolder, DeadLetterStore.FolderName);

    private string File => Path.Combine(folder, "done.txt");

    /// <summary>The mark of a letter: its id may be given out again when somebody empties the folder, its instant then differs.</summary>
    public static string Mark(string id, DeadLetter letter) => string.Create(CultureInfo.InvariantCulture, $"{id} {letter.At}");

    /// <summary>The marks on disk; none when the file is missing.</summary>
    public HashSet<string> Read() =>
        System.IO.File.Exists(File) ? [.. System.IO.File.ReadLines(File)] : [];

    /// <summary>Holds off a second retry until it is disposed.</summary>
    /// <exception cref="IOException">Another one is running, or the folder cannot be written.</exception>
    public IDisposable Hold()
    {
        Directory.CreateDirectory(folder);
        return new FileStream(Path.Combine(folder, "retry.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Adds marks; returns once they are synced to disk.</summary>
    /// <param name="marks">The new ones.</param>
    /// <param name="known">The marks of every letter that is there.</param>
    /// <exception cref="IOException">They are not surely on disk.</exception>
    public void Add(IEnumerable<string> marks, IReadOnlySet<string> known)
    {
        var kept = Read();
        kept.UnionWith(marks);
        kept.IntersectWith(known);
        var fresh = File + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            foreach (var mark in kept.Order(StringComparer.Ordinal))
                file.Write(Encoding.UTF8.GetBytes(mark + "\n"));
            file.Flush(flushToDisk: true);
        }

        System.IO.File.Move(fresh, File, overwrite: true);
    }
}
