using System.Globalization;

namespace Powderwatts.Collector.DeadLetters;

/// <summary>The names in a folder of dead letters: `own-000001.jsonl`, `foreign-000001.jsonl`, numbered in order of age.</summary>
internal static class DeadLetterFolder
{
    /// <summary>Letters of nodes that have described themselves.</summary>
    public const string Own = "own";

    /// <summary>Everything else, so that a stranger can't rotate a node's letters away.</summary>
    public const string Foreign = "foreign";

    /// <summary>Letters that a node wrote itself, when its data folder is the same one.</summary>
    public const string Node = "node";

    private const string Extension = ".jsonl";

    public static string File(string folder, string kind, int number) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:d6}{Extension}"));

    /// <summary>The numbers of a kind's files, oldest first; none when the folder is missing.</summary>
    public static List<int> Numbers(string folder, string kind)
    {
        var numbers = new List<int>();
        if (!Directory.Exists(folder))
            return numbers;
        foreach (var path in Directory.EnumerateFiles(folder, $"{kind}-*{Extension}"))
        {
            var digits = Path.GetFileName(path.AsSpan())[(kind.Length + 1)..^Extension.Length];
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }
}
