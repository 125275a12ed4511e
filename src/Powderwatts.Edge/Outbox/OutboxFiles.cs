using System.Globalization;
using Powderwatts.Readings;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// The outbox files of a data folder, by name: `outbox.sqlite` is in use; `.old-*` was set aside and still has rows to send; `.sent-*`
/// has none any more; `.damaged-*` is quarantined and nothing of it is rescued yet; `.rescued-*` is, as far as it could be read.
/// </summary>
public static class OutboxFiles
{
    /// <summary>The one in use.</summary>
    public const string Current = "outbox.sqlite";

    internal const string Old = ".old-";
    internal const string Sent = ".sent-";
    internal const string Damaged = ".damaged-";
    internal const string Rescued = ".rescued-";
    internal const string Rescuing = ".rescuing";

    private static readonly string[] parts = ["", "-wal", "-shm"];

    /// <summary>Files set aside, of one kind: the longest name part first is the id or the time.</summary>
    internal static IReadOnlyList<string> Aside(string dataFolder, string kind) =>
    [
        .. Directory.EnumerateFiles(dataFolder, Current + kind + "*")
            .Where(path => !path.EndsWith("-wal", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal) && !path.EndsWith("-journal", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those that an audit must look at: in use, waiting to be sent, sent.</summary>
    public static IReadOnlyList<string> WithRows(string dataFolder) =>
        [.. Directory.EnumerateFiles(dataFolder, Current), .. Aside(dataFolder, Old), .. Aside(dataFolder, Sent)];

    /// <summary>Quarantined files whose rows nobody could read yet.</summary>
    public static IReadOnlyList<string> Quarantined(string dataFolder) => Aside(dataFolder, Damaged);

    /// <summary>Was any ever set aside here?</summary>
    internal static bool HasAside(string dataFolder) => ((string[])[Old, Sent, Damaged, Rescued]).Any(kind => Aside(dataFolder, kind).Count > 0);

    /// <summary>Where one goes that is set aside, with rows to send or without.</summary>
    internal static string NewAside(string dataFolder, OutboxId id, bool hasRows) => Path.Combine(dataFolder, Current + (hasRows ? Old : Sent) + id.ToString()[..12]);

    /// <summary>Where a damaged one goes.</summary>
    internal static string NewQuarantine(string dataFolder, TimeProvider time) =>
        Path.Combine(dataFolder, Current + Damaged + time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));

    /// <summary>Moves a closed database with what belongs to it to a new name, and makes that durable.</summary>
    /// <returns>The name in the end: a number is added where it is taken.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    internal static string Move(string path, string target)
    {
        var aside = target;
        for (var i = 2; File.Exists(aside); i++)
            aside = $"{target}-{i}";
        foreach (var part in parts) // the database first: SQLite clears a WAL that has none, but an old database without its WAL would give out sequences again
        {
            if (File.Exists(path + part))
                File.Move(path + part, aside + part);
        }

        DirectorySync.Sync(Path.GetDirectoryName(path)!);
        return aside;
    }

    /// <summary>What a database takes with what belongs to it.</summary>
    internal static long Bytes(string path) => parts.Select(part => new FileInfo(path + part)).Where(file => file.Exists).Sum(file => file.Length);

    /// <summary>Removes a closed database with what belongs to it.</summary>
    internal static void Delete(string path)
    {
        foreach (var part in parts)
            File.Delete(path + part);
    }
}
