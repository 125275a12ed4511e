using System.Globalization;
using System.Text;

namespace Powderwatts.Collector.DeadLetters;

/// <summary>Reads the dead letters of a data folder, a collector's and a node's, also while they are written.</summary>
/// <param name="dataFolder">The data folder.</param>
public sealed class DeadLetterReader(string dataFolder)
{
    private readonly string folder = Path.Combine(dataFolder, DeadLetterStore.FolderName);

    /// <summary>
    /// Every letter with its id: the collector's of own nodes, the node's, then strangers'; oldest first. The id is `own-1-12`: kind, file, line; it stays the same until
    /// the letter is rotated away. A damaged line is skipped.
    /// </summary>
    public IEnumerable<(string Id, DeadLetter Letter)> List()
    {
        foreach (var kind in new[] { DeadLetterFolder.Own, DeadLetterFolder.Node, DeadLetterFolder.Foreign })
        {
            foreach (var number in DeadLetterFolder.Numbers(folder, kind))
            {
                var line = 0;
                foreach (var text in Lines(DeadLetterFolder.File(folder, kind, number)))
                {
                    line++;
                    if (DeadLetter.Read(Encoding.UTF8.GetBytes(text)) is { } letter)
                        yield return (string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}-{line}"), letter);
                }
            }
        }
    }

    /// <summary>One letter by its id; null when there is none (any more).</summary>
    public DeadLetter? Find(string id) => List().Where(entry => entry.Id == id).Select(entry => entry.Letter).FirstOrDefault();

    private static IEnumerable<string> Lines(string path)
    {
        FileStream file;
        try
        {
            file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            yield break; // rotated away meanwhile
        }

        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
