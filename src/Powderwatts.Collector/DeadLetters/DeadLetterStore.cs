namespace Powderwatts.Collector.DeadLetters;

/// <summary>
/// The dead letters of a collector: JSON lines in a folder, synced before they count. Own nodes and strangers have files and
/// limits of their own. When a limit is reached the oldest file goes, and its letters are counted.
/// </summary>
public sealed class DeadLetterStore : IDisposable
{
    /// <summary>The folder's name within the data folder.</summary>
    public const string FolderName = "deadletters";

    /// <summary>A file is closed when it reaches this.</summary>
    public const int DefaultFileBytes = 4 * 1024 * 1024;

    /// <summary>All files together: half for own nodes, half for strangers.</summary>
    public const long DefaultTotalBytes = 64L * 1024 * 1024;

    private readonly DeadLetterFile own;
    private readonly DeadLetterFile foreign;
    private readonly SemaphoreSlim writing = new(1);
    private long ownCount;
    private long foreignCount;
    private long dropped;

    /// <summary>Uses `deadletters/` of a data folder; made with the first letter.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="fileBytes">A file is closed when it reaches this, bytes.</param>
    /// <param name="totalBytes">All files together, bytes.</param>
    public DeadLetterStore(string dataFolder, int fileBytes = DefaultFileBytes, long totalBytes = DefaultTotalBytes)
    {
        Folder = Path.Combine(dataFolder, FolderName);
        own = new(Folder, DeadLetterFolder.Own, fileBytes, totalBytes / 2);
        foreign = new(Folder, DeadLetterFolder.Foreign, fileBytes, totalBytes / 2);
    }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>Letters of own nodes written in this run.</summary>
    public long OwnCount => Interlocked.Read(ref ownCount);

    /// <summary>Letters of strangers written in this run.</summary>
    public long ForeignCount => Interlocked.Read(ref foreignCount);

    /// <summary>Letters dropped in this run because a limit was reached.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Appends letters; returns once all are synced to disk. An empty list does nothing.</summary>
    /// <exception cref="IOException">They are not surely on disk: settle nothing.</exception>
    public async Task AppendAsync(
        IReadOnlyCollection<DeadLetter> ownLetters, IReadOnlyCollection<DeadLetter> foreignLetters, CancellationToken cancellationToken)
    {
        if (ownLetters.Count + foreignLetters.Count == 0)
            return;
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => Append(ownLetters, foreignLetters), cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(error.Message, error);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writing.Dispose();

    private void Append(IReadOnlyCollection<DeadLetter> ownLetters, IReadOnlyCollection<DeadLetter> foreignLetters)
    {
        if (ownLetters.Count > 0)
            own.Append(ownLetters);
        Interlocked.Add(ref ownCount, ownLetters.Count);
        if (foreignLetters.Count > 0)
            foreign.Append(foreignLetters);
        Interlocked.Add(ref foreignCount, foreignLetters.Count);
        Interlocked.Exchange(ref dropped, own.Dropped + foreign.Dropped);
    }
}
