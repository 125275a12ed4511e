namespace Powderwatts.Replaying;

/// <summary>Where the outboxes of a replay live while it plays.</summary>
internal static class ReplayFolder
{
    private const string DeadLetters = "deadletters";

    /// <summary>Removes the outboxes of each node; rows that could not be sent stay, and with them the folder.</summary>
    /// <returns>The folders of dead letters that stay.</returns>
    public static IReadOnlyList<string> Clear(string folder)
    {
        if (!Directory.Exists(folder))
            return [];
        var kept = new List<string>();
        foreach (var node in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            var letters = Path.Combine(node, DeadLetters);
            if (!Directory.Exists(letters) || !Directory.EnumerateFileSystemEntries(letters).Any())
            {
                Directory.Delete(node, recursive: true);
                continue;
            }

            kept.Add(letters);
            foreach (var other in Directory.GetDirectories(node).Where(other => other != letters))
                Directory.Delete(other, recursive: true);
            foreach (var file in Directory.GetFiles(node))
                File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(folder))
            File.Delete(file);
        if (kept.Count == 0)
            Directory.Delete(folder);
        return kept;
    }
}
