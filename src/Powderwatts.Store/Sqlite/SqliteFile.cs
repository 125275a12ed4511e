using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Powderwatts.Readings;

namespace Powderwatts.Store.Sqlite;

/// <summary>
/// One database file: a writer that one caller uses at a time, and a few readers. SQLite's calls block, a commit for as long as
/// the disk syncs, so they run on the thread pool: at most one thread for writing and one a reader.
/// </summary>
internal sealed class SqliteFile : IDisposable
{
    private const int Readers = 4;

    private readonly string path;
    private readonly SqliteWriter? writer;
    private readonly SemaphoreSlim writing = new(1);
    private readonly SemaphoreSlim reading = new(Readers);
    private readonly ConcurrentBag<SqliteReader> idle = [];

    /// <summary>Opens the file for writing, or only remembers where it is: a reader opens it when asked, as it may not exist yet.</summary>
    /// <exception cref="StoreException">It can't be opened for writing.</exception>
    public SqliteFile(string path, bool readOnly)
    {
        this.path = path;
        try
        {
            writer = readOnly ? null : new(path);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Sort("open", path, error);
        }
    }

    /// <summary>Writes the rows that belong here.</summary>
    /// <exception cref="StoreException">Nothing was written.</exception>
    public async Task WriteAsync(IReadOnlyList<NodeBatch> batches, Func<Origin, bool> belongs, CancellationToken cancellationToken)
    {
        if (writer is null)
            throw new InvalidOperationException($"the store '{path}' is open for reading only");

        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(() => writer.Write(batches, belongs), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Sort("write", path, error);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Answers a question on a read-only connection.</summary>
    /// <exception cref="StoreException">The file does not answer.</exception>
    public async Task<T> AskAsync<T>(Func<SqliteReader, T> question, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Ask(question, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqliteErrors.Sort("read", path, error);
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var reader))
            reader.Dispose();
        writer?.Dispose();
        writing.Dispose();
        reading.Dispose();
    }

    private T Ask<T>(Func<SqliteReader, T> question, CancellationToken cancellationToken)
    {
        if (!idle.TryTake(out var reader))
            reader = new(path);
        try
        {
            T answer;
            using (cancellationToken.Register(reader.Interrupt))
                answer = reader.Snapshot(question);
            idle.Add(reader);
            return answer;
        }
        catch
        {
            reader.Dispose(); // a fresh one next time: the file may have been replaced
            throw;
        }
    }
}
