using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Powderwatts.Readings;
using Powderwatts.Readings.Wire;

namespace Powderwatts.Edge.Outbox;

/// <summary>
/// The node's durable queue on disk. A row that was committed survives a power cut, keeps its sequence for good and comes
/// back bit for bit, until its acknowledgement releases it. Thread-safe: one writer at a time; reading never holds up a commit.
/// </summary>
public sealed partial class NodeOutbox : IDisposable
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "outbox.sqlite";

    private readonly string path;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly OutboxSettings settings;
    private readonly Lock writing = new(); // taken before `reading` where both are needed
    private readonly Lock reading = new();
    private OutboxWriting writer;
    private OutboxReading reader;
    private long inFlightUpTo;
    private long dropped;
    private string? reopenFor; // the machine, while a new file could not be begun
    private volatile bool damaged;

    private NodeOutbox(string path, string machine, TimeProvider time, ILogger logger, OutboxSettings settings)
    {
        (this.path, this.time, this.logger, this.settings) = (path, time, logger, settings);
        (writer, reader) = OpenFile(machine);
    }

    /// <summary>Rows were committed; the argument is the highest sequence. Raised on the committing thread, outside all locks.</summary>
    public event Action<long>? Committed;

    /// <summary>A new outbox began (<see cref="BeginNew"/>); the argument is its id. Raised outside all locks.</summary>
    public event Action<OutboxId>? Renewed;

    /// <summary>The id of the outbox in use.</summary>
    public OutboxId Id => writer.State.Id;

    /// <summary>The highest sequence ever committed; 0 when none was.</summary>
    public long Highest => writer.State.Highest;

    /// <summary>The next sequence that will be given out.</summary>
    public long Next => writer.State.Highest + 1;

    /// <summary>No row was ever committed.</summary>
    public bool IsNew => writer.State.Highest == 0;

    /// <summary>An older outbox of this folder was moved aside: the store may hold its rows.</summary>
    public bool HasPredecessor => Directory.EnumerateFiles(Path.GetDirectoryName(path)!, FileName + ".*")
        .Any(file => file.Contains(".old-", StringComparison.Ordinal) || file.Contains(".damaged-", StringComparison.Ordinal));

    /// <summary>The counters as last committed, by sensor: a snapshot.</summary>
    public IReadOnlyDictionary<string, CounterState> Counters => writer.State.Counters;

    /// <summary>Rows up to this sequence are on their way and are not dropped when the outbox is full. The sender sets it; 0 when nothing is.</summary>
    public long InFlightUpTo
    {
        get => Interlocked.Read(ref inFlightUpTo);
        set => Interlocked.Exchange(ref inFlightUpTo, value);
    }

    /// <summary>A transaction or a read found the file damaged: it must be replaced.</summary>
    internal bool IsDamaged => damaged;

    internal double WarnAt => settings.WarnAt;

    /// <summary>
    /// Opens the outbox of a data folder, or begins one. A damaged file is moved aside and a new one begins; so does one that
    /// belongs to another machine.
    /// </summary>
    /// <exception cref="OutboxException">Made by a newer program, or the folder cannot be written.</exception>
    public static NodeOutbox Open(string dataFolder, string machine, TimeProvider time, ILogger logger, OutboxSettings? settings = null)
    {
        var path = Path.Combine(Path.GetFullPath(dataFolder), FileName);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var outbox = new NodeOutbox(path, machine, time, logger, settings ?? new OutboxSettings());
            if (outbox.writer.State.Machine != machine)
                outbox.BeginNew(machine, "it was made on another machine");
            return outbox;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutboxException(OutboxFault.Retry, $"cannot open outbox '{path}': {e.Message}; check the owner and the rights of its folder, or give another with --data DIR", e);
        }
    }

    /// <summary>
    /// Commits readings and counters in one transaction, synced when this returns: all or nothing, whatever happens. Any number
    /// of readings goes, in the order in which they come; the counters are looked at after the last reading.
    /// </summary>
    /// <returns>The highest sequence.</returns>
    /// <exception cref="OutboxException">Nothing was committed, and no sequence was used up.</exception>
    public long Commit(IEnumerable<Reading> rows, IReadOnlyCollection<CounterState> counters)
    {
        long highest;
        GapTally? tally;
        lock (writing)
        {
            Reopen();
            DropRule? drop = writer.State.Bytes >= settings.MaxBytes * settings.DropAt ? new DropRule(InFlightUpTo, settings.DropBytes) : null;
            tally = Guarded("commit to", () => writer.Commit(rows, counters, drop));
            highest = writer.State.Highest;
        }

        if (tally is { Readings: > 0 })
        {
            Interlocked.Add(ref dropped, tally.Readings);
            Log.Dropped(logger, tally.Readings, path, settings.MaxBytes >> 20);
        }

        Committed?.Invoke(highest);
        return highest;
    }

    /// <summary>Committed rows above <paramref name="n"/> that nobody has acknowledged, rising, at most <paramref name="maxRows"/>.</summary>
    public OutboxBatch ReadAfter(long n, int maxRows)
    {
        lock (reading)
        {
            if (reopenFor is not null)
                throw new OutboxException(OutboxFault.Retry, $"cannot read outbox '{path}': a new one could not be begun yet; see the health of the outbox");
            var id = writer.State.Id;
            return Guarded("read", () => reader.ReadAfter(id, n, maxRows));
        }
    }

    /// <summary>Forgets rows: their acknowledgement is here. Ranges may overlap, repeat and name rows that are gone.</summary>
    /// <param name="of">The outbox that numbered them; when another one has begun meanwhile, nothing is removed.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>How many rows it removed.</returns>
    public long Release(OutboxId of, IReadOnlyList<RowRange> rows)
    {
        lock (writing)
        {
            Reopen();
            return rows.Count == 0 || writer.State.Id != of ? 0 : Guarded("release rows of", () => writer.Release(rows));
        }
    }

    /// <summary>How full it is. Cheap.</summary>
    public OutboxStatus Status()
    {
        var state = writer.State;
        long? oldest = null;
        if (state.Rows.Count > 0)
        {
            var first = ReadAfter(state.Rows.First - 1, 1);
            oldest = first.Readings is [var r, ..] ? r.Reading.T : first.Gaps is [var gap, ..] ? gap.FirstT : null;
        }

        return new OutboxStatus(state.Rows.Count, oldest, state.Bytes, settings.MaxBytes, Interlocked.Read(ref dropped));
    }

    /// <summary>How many rows up to <paramref name="n"/> are unacknowledged. Cheap.</summary>
    public long UnacknowledgedUpTo(long n) => writer.State.Rows.CountUpTo(n);

    /// <summary>
    /// Begins a new outbox with new counters: on another machine, after a card was restored, or when the file is damaged. The
    /// old file is moved aside and named in the log; its unsent rows stay readable in it.
    /// </summary>
    public void BeginNew(string machine, string why)
    {
        OutboxId id;
        lock (writing)
        {
            lock (reading)
            {
                var (old, unsent) = (writer.State.Id, writer.State.Rows.Count);
                reader.Dispose();
                writer.Dispose(); // the last connection to close empties the WAL into the file
                reopenFor = machine;
                var aside = MoveAside($"{path}.old-{old.ToString()[..12]}");
                Reopen();
                id = writer.State.Id;
                Log.BeganNew(logger, path, why, aside, unsent);
            }
        }

        Renewed?.Invoke(id);
    }

    /// <summary>Moves a damaged file aside and begins a new one on the same machine.</summary>
    internal void ReplaceDamaged()
    {
        lock (writing)
        {
            if (damaged) // two threads may meet the damage; the second must not move the new file aside
                BeginNew(writer.State.Machine, "the old file is damaged");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (writing)
        {
            lock (reading)
            {
                reader.Dispose();
                writer.Dispose();
            }
        }
    }

    private void Reopen()
    {
        if (reopenFor is null)
            return;
        lock (reading)
        {
            (writer, reader) = OpenFile(reopenFor);
            (reopenFor, damaged, InFlightUpTo) = (null, false, 0);
        }
    }

    private (OutboxWriting Writer, OutboxReading Reader) OpenFile(string machine)
    {
        try
        {
            return TryOpenFile(machine);
        }
        catch (OutboxException e) when (e.Fault == OutboxFault.Damaged)
        {
            var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
            Log.Damaged(logger, path, MoveAside($"{path}.damaged-{stamp}"), e.InnerException?.Message ?? e.Message);
            return TryOpenFile(machine);
        }
    }

    private (OutboxWriting Writer, OutboxReading Reader) TryOpenFile(string machine)
    {
        var isNew = !File.Exists(path);
        SqliteConnection? write = null;
        try
        {
            write = OutboxSchema.Connect(path, readOnly: false);
            OutboxSchema.Ensure(write, path, machine, time);
            var opened = (new OutboxWriting(write), new OutboxReading(OutboxSchema.Connect(path, readOnly: true)));
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

    private string MoveAside(string target)
    {
        var aside = target;
        for (var i = 2; File.Exists(aside); i++)
            aside = $"{target}-{i}";
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"]) // the database first: SQLite clears a WAL that has none, but an old database without its WAL would give out sequences again
        {
            if (File.Exists(path + suffix))
                File.Move(path + suffix, aside + suffix);
        }

        DirectorySync.Sync(Path.GetDirectoryName(path)!);
        return aside;
    }

    private T Guarded<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            var failure = OutboxException.From(what, path, e);
            damaged |= failure.Fault == OutboxFault.Damaged;
            throw failure;
        }
        catch (FormatException e)
        {
            damaged = true;
            throw new OutboxException(OutboxFault.Damaged, $"cannot {what} outbox '{path}': {e.Message}; it is moved aside and a new one begins", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "began a new outbox '{Path}': {Why}; the old one, with {Unsent} unsent rows, is now '{Aside}'")]
        public static partial void BeganNew(ILogger logger, string path, string why, string aside, long unsent);

        [LoggerMessage(Level = LogLevel.Error, Message = "outbox '{Path}' is damaged ({Cause}) and is now '{Aside}'; a new one begins")]
        public static partial void Damaged(ILogger logger, string path, string aside, string cause);

        [LoggerMessage(Level = LogLevel.Warning, Message = "dropped the oldest {Readings} readings of outbox '{Path}': it reached its limit of {MaxMiB} MiB; a gap row names them; check that a collector answers")]
        public static partial void Dropped(ILogger logger, long readings, string path, long maxMiB);
    }
}
