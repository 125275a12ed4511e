using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Powderwatts.Edge.Outbox;

/// <summary>An open outbox file: its writing and its reading connection.</summary>
internal sealed class OutboxFile : IDisposable
{
    private OutboxFile(OutboxWriting writer, OutboxReading reader) => (Writer, Reader) = (writer, reader);

    public OutboxWriting Writer { get; }

    public OutboxReading Reader { get; }

    /// <summary>Opens it, or makes it.</summary>
    /// <exception cref="OutboxException">It is damaged, made by a newer program, or cannot be written now.</exception>
    public static OutboxFile Open(string path, string machine, TimeProvider time, long journalPages)
    {
        var isNew = !File.Exists(path);
        SqliteConnection? write = null;
        try
        {
            write = OutboxSchema.Connect(path, readOnly: false);
            OutboxSchema.Execute(write, string.Create(CultureInfo.InvariantCulture, $"PRAGMA wal_autocheckpoint = {journalPages}; PRAGMA journal_size_limit = {journalPages * 4096}"));
            OutboxSchema.Ensure(write, path, machine, time);
            var opened = new OutboxFile(new OutboxWriting(write), new OutboxReading(OutboxSchema.Connect(path, readOnly: true)));
            if (isNew)
                DirectorySync.Sync(Path.GetDirectoryName(path)!);
            return opened;
        }
        catch (Exception e)
        {
            write?.Dispose();
            throw e switch
            {
                SqliteException sqlite => OutboxException.From("open", path, sqlite),
                FormatException => new OutboxException(OutboxFault.Damaged, $"cannot open outbox '{path}': {e.Message}; it is moved aside and a new one begins", e),
                _ => e,
            };
        }
    }

    public void Dispose()
    {
        Reader.Dispose();
        Writer.Dispose(); // the last connection to close empties the WAL into the file
    }
}
