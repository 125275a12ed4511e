using Powderwatts.Readings;
using Powderwatts.Readings.Wire;
using Powderwatts.Store;
using Powderwatts.Store.Sqlite;
using Powderwatts.Tape;

namespace Powderwatts.Accounting;

/// <summary>A tape's readings in a store of their own, gone with it. Late readings come into their place by it.</summary>
internal sealed class TapeStore : IAsyncDisposable
{
    private const int BatchRows = 5000;

    private readonly DirectoryInfo folder;

    private TapeStore(DirectoryInfo folder, SqliteStore store) => (this.folder, Store) = (folder, store);

    /// <summary>The store.</summary>
    public IStore Store { get; }

    /// <summary>The origin of the tape's first reading; null when it has none.</summary>
    public Origin? Origin { get; private set; }

    /// <summary>The last instant, Unix milliseconds.</summary>
    public long Last { get; private set; }

    /// <summary>Reads a tape to its end.</summary>
    public static async Task<TapeStore> FillAsync(TapeReader tape, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("powderwatts-");
        var copy = new TapeStore(folder, SqliteStore.Open(folder.FullName));
        try
        {
            await copy.ReadAsync(tape, cancellationToken);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task ReadAsync(TapeReader tape, CancellationToken cancellationToken)
    {
        var outbox = OutboxId.New();
        var waiting = new Dictionary<string, List<Numbered>>(StringComparer.Ordinal);
        var (n, rows) = (0L, 0);
        while (tape.TryRead(out var read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Origin ??= read.Reading.Origin;
            Last = Math.Max(Last, read.Reading.T);
            if (!waiting.TryGetValue(read.Node, out var node))
                waiting[read.Node] = node = [];
            node.Add(new Numbered(++n, read.Reading));
            if (++rows < BatchRows)
                continue;
            await WriteAsync(tape.Header.Site, outbox, waiting, cancellationToken);
            rows = 0;
        }

        await WriteAsync(tape.Header.Site, outbox, waiting, cancellationToken);
    }

    private async Task WriteAsync(string site, OutboxId outbox, Dictionary<string, List<Numbered>> waiting, CancellationToken cancellationToken)
    {
        await Store.WriteAsync([.. waiting.Select(w => new NodeBatch(site, w.Key, outbox, [.. w.Value], []))], cancellationToken);
        waiting.Clear();
    }
}
