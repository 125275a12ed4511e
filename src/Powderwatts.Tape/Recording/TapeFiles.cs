using System.Globalization;

namespace Powderwatts.Tape.Recording;

/// <summary>The files of one recording: their names, and which of them go when there are too many. A file that is there is never written over.</summary>
/// <param name="first">The name that was asked for.</param>
/// <param name="fileBytes">The size at which a file is ended.</param>
/// <param name="budgetBytes">What all files may take together.</param>
internal sealed class TapeFiles(string first, long fileBytes, long budgetBytes)
{
    /// <summary>The ending of tapes.</summary>
    public const string Ending = ".pwtape";

    private readonly string path = Path.HasExtension(first) ? first : first + Ending;
    private readonly Queue<(string Path, long Bytes)> ended = new();
    private int number;

    /// <summary>Files begun.</summary>
    public int Count { get; private set; }

    /// <summary>The name of the next file: the one asked for, else the first free number.</summary>
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
    /// <returns>The oldest files that must go so that the next one has its place.</returns>
    public IReadOnlyList<string> Ended(string file, long bytes)
    {
        ended.Enqueue((file, bytes));
        var going = new List<string>();
        for (var total = ended.Sum(e => e.Bytes); total + fileBytes > budgetBytes && ended.Count > 1; total = ended.Sum(e => e.Bytes))
            going.Add(ended.Dequeue().Path);
        return going;
    }
}
