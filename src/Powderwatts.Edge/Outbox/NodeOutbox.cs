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
    public const string FileName = OutboxFiles.Current;

    private readonly string path;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly OutboxSettings settings;
    private readonly RoomPolicy policy;
    private readonly DiskRoom disk;
    private readonly Lock writing = new(); // taken before `reading` where both are needed
    private readonly Lock reading = new();
    private OutboxFile file;
    private long inFlightUpTo;
    private long dropped;
    private int rewinds;
    private string? reopenFor; // the machine, while a new file could not be begun
    private OutboxId? untold; // a new outbox that began at a later try
    private string? asideFor; // why, while the old file could not be moved aside
    private volatile bool damaged;

    private NodeOutbox(string path, string machine, TimeProvider time, ILogger logger, OutboxSettings settings, Func<DiskSpace?>? look)
    {
        (this.path, this.time, this.logger, this.settings, policy) = (path, time, logger, settings, new RoomPolicy(settings));
        var folder = Path.GetDirectoryName(path)!;
        disk = new DiskRoom(folder, policy, look ?? (() => DiskSpace.Of(folder)), time);
        file = OpenFile(machine);
    }

    /// <summary>Rows were committed, or may go now; the argument is the highest sequence. Raised outside all locks.</summary>
    public event Action<long>? Committed;

    /// <summary>A new outbox began and the old one was set aside; the argument is the new one's id. Raised outside all locks.</summary>
    public event Action<OutboxId>? Renewed;

    /// <summary>The id of the outbox in use.</summary>
    public OutboxId Id => State.Id;

    /// <summary>The highest sequence ever committed; 0 when none was.</summary>
    public long Highest => State.Highest;

    /// <summary>The next sequence that will be given out.</summary>
    public long Next => State.Highest + 1;

    /// <summary>The highest sequence that may be sent: later rows wait for a trusted clock.</summary>
    public long Sendable => State.Held is { } held ? held.From - 1 : State.Highest;

    /// <summary>No row was ever committed.</summary>
    public bool IsNew => State.Highest == 0;

    /// <summary>An older outbox of this folder was moved aside: the store may hold its rows.</summary>
    public bool HasPredecessor => OutboxFiles.HasAside(Folder);

    /// <summary>The counters as last committed, by sensor: a snapshot.</summary>
    public IReadOnlyDictionary<string, CounterState> Counters => State.Counters;

    /// <summary>The last instant of each sensor, by name as in <see cref="Counters"/>, Unix milliseconds.</summary>
    public IReadOnlyDictionary<string, long> Instants => State.Instants;

    /// <summary>The last instant of all, Unix milliseconds; null before the first row.</summary>
    public long? LastInstant => State.Instants.IsEmpty ? null : State.Instants.Values.Max();

    /// <summary>The rows that wait for a trusted clock; null when none do.</summary>
    public HeldRows? Held => State.Held;

    /// <summary>Goes up when rows below those that were sent last are to be sent again.</summary>
    public int Rewinds => Volatile.Read(ref rewinds);

    /// <summary>Rows up to this sequence are on their way and are not dropped when the outbox is full. The sender sets it; 0 when nothing is.</summary>
    public long InFlightUpTo
    {
        get => Interlocked.Read(ref inFlightUpTo);
        set => Interlocked.Exchange(ref inFlightUpTo, value);
    }

    /// <summary>The data folder.</summary>
    public string Folder => Path.GetDirectoryName(path)!;

    /// <summary>The limits in force.</summary>
    public OutboxSettings Settings => settings;

    /// <summary>The disk below it; null when it cannot be asked.</summary>
    internal DiskSpace? Disk => disk.Now;

    /// <summary>A transaction or a read found the file damaged: it must be replaced.</summary>
    internal bool IsDamaged => damaged;

    private OutboxState State => file.Writer.State;

    /// <summary>
    /// Opens the outbox of a data folder, or begins one. A damaged file is moved aside and a new one begins; so does one that
    /// belongs to another machine.
    /// </summary>
    /// <exception cref="OutboxException">Made by a newer program, or the folder cannot be written.</exception>
    public static NodeOutbox Open(string dataFolder, string machine, TimeProvider time, ILogger logger, OutboxSettings? settings = null) =>
        Open(dataFolder, machine, time, logger, settings, null);

    internal static NodeOutbox Open(string dataFolder, string machine, TimeProvider time, ILogger logger, OutboxSettings? settings, Func<DiskSpace?>? look)
    {
        var path = Path.Combine(Path.GetFullPath(dataFolder), FileName);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var outbox = new NodeOutbox(path, machine, time, logger, settings ?? new OutboxSettings(), look);
            if (outbox.State.Machine != machine)
                outbox.BeginNew(machine, "it was made on another machine");
            return outbox;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutboxException(OutboxFault.Retry, $"cannot open outbox '{path}': {e.Message}; check the owner and the rights of its folder, or give another with --data DIR", e);
        }
    }

    /// <summary>Opens one that was set aside, for what it still has to send. It keeps nothing that is acknowledged and has no ballast.</summary>
    /// <exception cref="OutboxException">It cannot be opened.</exception>
    internal static NodeOutbox OpenOld(string path, TimeProvider time, ILogger logger) =>
        new(path, "", time, logger, new OutboxSettings { KeepAcknowledged = TimeSpan.Zero, BallastBytes = 0 }, static () => null);

    /// <summary>
    /// Commits readings and counters in one transaction, synced when this returns: all or nothing, whatever happens. Any number
    /// of readings goes, in the order in which they come; the counters are looked at after the last reading.
    /// </summary>
    /// <param name="rows">The readings.</param>
    /// <param name="counters">The counters after them.</param>
    /// <param name="hold">Given while the clock is not trusted: these rows, and all later ones, wait until <see cref="EndHold"/>.</param>
    /// <returns>The highest sequence.</returns>
    /// <exception cref="OutboxException">Nothing was committed, and no sequence was used up.</exception>
    public long Commit(IEnumerable<Reading> rows, IReadOnlyCollection<CounterState> counters, HeldRows? hold = null)
    {
        long highest;
        GapTally? tally;
        lock (writing)
        {
            Reopen();
            disk.Look(Promised());
            if (disk.IsLow && RemoveRescued())
                disk.Look(Promised());
            try
            {
                tally = Commit(rows, counters, hold, diskIsFull: false);
            }
            catch (OutboxException full) when (full.IsDiskFull && disk.GiveBack())
            {
                Log.GaveBallastBack(logger, path);
                tally = Commit(rows, counters, hold, diskIsFull: true);
            }

            highest = State.Highest;
        }

        if (tally is { Readings: > 0 })
        {
            Interlocked.Add(ref dropped, tally.Readings);
            Log.Dropped(logger, tally.Readings, path);
        }

        TellRenewed();
        Committed?.Invoke(highest);
        return highest;
    }

    /// <summary>Committed rows above <paramref name="n"/> that nobody has acknowledged and that need not wait, rising, at most <paramref name="maxRows"/>.</summary>
    public OutboxBatch ReadAfter(long n, int maxRows)
    {
        lock (reading)
        {
            if (reopenFor is not null)
                throw new OutboxException(OutboxFault.Retry, $"cannot read outbox '{path}': a new one could not be begun yet; see the health of the outbox");
            var state = State;
            return Guarded("read", () => file.Reader.Read(state.Id, state.Rows, n, state.Held is { } held ? held.From - 1 : long.MaxValue, maxRows));
        }
    }

    /// <summary>Releases rows: their acknowledgement is here. Ranges may overlap, repeat and name rows that are gone.</summary>
    /// <param name="of">The outbox that numbered them; when another one has begun meanwhile, nothing is released.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>How many rows it released.</returns>
    public long Release(OutboxId of, IReadOnlyList<RowRange> rows)
    {
        lock (writing)
        {
            Reopen();
            if (rows.Count == 0 || State.Id != of)
                return 0;
            return Guarded("release rows of", () => file.Writer.Release(rows, time.GetUtcNow().ToUnixTimeMilliseconds(), settings.KeepAcknowledged));
        }
    }

    /// <summary>Has acknowledged rows sent again that are still here.</summary>
    /// <returns>How many rows will be.</returns>
    public long Resend(OutboxId of, IReadOnlyList<RowRange> rows)
    {
        long count;
        lock (writing)
        {
            Reopen();
            count = State.Id != of ? 0 : Guarded("mark rows of", () => file.Writer.Resend(rows));
        }

        if (count > 0)
        {
            Interlocked.Increment(ref rewinds);
            Committed?.Invoke(Highest);
        }

        return count;
    }

    /// <summary>The rows that waited for a trusted clock may go: shifted to true time, or as they are when <paramref name="shift"/> is null.</summary>
    public void EndHold(ClockShift? shift)
    {
        bool ended;
        do
        {
            lock (writing)
            {
                Reopen();
                ended = Guarded("settle the times in", () => file.Writer.EndHold(shift));
            }

            Committed?.Invoke(Highest); // what is settled may go while the rest is being settled
        }
        while (!ended);
    }

    /// <summary>The instants of the newest rows by sensor, named as in <see cref="Counters"/>.</summary>
    public IReadOnlyDictionary<string, List<long>> RecentInstants(int rows)
    {
        lock (writing)
            return Guarded("read", () => file.Writer.RecentInstants(rows));
    }

    /// <summary>How full it is. Cheap.</summary>
    public OutboxStatus Status()
    {
        var state = State;
        long? oldest = null;
        if (state.Rows.Count > 0)
        {
            var first = ReadAfter(state.Rows.First - 1, 1);
            oldest = first.Readings is [var r, ..] ? r.Reading.T : first.Gaps is [var gap, ..] ? gap.FirstT : null;
        }

        return new OutboxStatus(state.Rows.Count, oldest, state.Bytes, settings.MaxBytes, Interlocked.Read(ref dropped))
        {
            Kept = state.Kept.Count,
            UnacknowledgedBytes = state.UnacknowledgedBytes,
            Held = state.Held is { } held ? state.Rows.Count - state.Rows.CountUpTo(held.From - 1) : 0,
            FreeBytes = disk.Space?.FreeBytes,
            IsDiskLow = disk.IsLow,
            HasBallast = disk.HasBallast,
        };
    }

    /// <summary>How many rows up to <paramref name="n"/> are unacknowledged. Cheap.</summary>
    public long UnacknowledgedUpTo(long n) => State.Rows.CountUpTo(n);

    /// <summary>
    /// Begins a new outbox with new counters: on another machine, or after a card was restored. The old file is moved aside and named
    /// in the log; its unsent rows are still sent from there.
    /// </summary>
    public void BeginNew(string machine, string why)
    {
        lock (writing)
        {
            lock (reading)
            {
                file.Dispose();
                (reopenFor, asideFor) = (machine, why);
                Reopen();
            }
        }

        TellRenewed();
    }

    /// <summary>Moves a damaged file aside and begins a new one on the same machine.</summary>
    internal void ReplaceDamaged()
    {
        lock (writing)
        {
            if (damaged) // two threads may meet the damage; the second must not move the new file aside
                BeginNew(State.Machine, "the old file is damaged");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (writing)
        {
            lock (reading)
                file.Dispose();
        }
    }

    private GapTally? Commit(IEnumerable<Reading> rows, IReadOnlyCollection<CounterState> counters, HeldRows? hold, bool diskIsFull)
    {
        var state = State;
        var need = policy.Need(state.Bytes, state.SpareBytes, disk.Space, diskIsFull, InFlightUpTo);
        return Guarded("commit to", () => file.Writer.Commit(rows, counters, need, hold));
    }

    // pages that are only in the journal still have to find room in the file, and the journal may grow to its limit
    private long Promised()
    {
        var journal = new FileInfo(path + "-wal");
        return Math.Max(0, State.Bytes + State.SpareBytes - new FileInfo(path).Length)
            + Math.Max(0, (disk.JournalPages * 4096) - (journal.Exists ? journal.Length : 0));
    }

    // copies of damaged files whose rows are in another file already: they go before any row does
    private bool RemoveRescued()
    {
        var files = OutboxFiles.Aside(Folder, OutboxFiles.Rescued);
        try
        {
            foreach (var rescued in files)
            {
                OutboxFiles.Delete(rescued);
                Log.RemovedRescued(logger, rescued);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Log.RescuedStays(logger, fault.Message);
        }

        return files.Count > 0;
    }

    private void Reopen()
    {
        if (reopenFor is null)
            return;
        lock (reading)
        {
            var old = State;
            if (asideFor is not null)
                SetAside(old);
            file = OpenFile(reopenFor);
            file.Writer.CarryInstants(old.Instants);
            (reopenFor, damaged, InFlightUpTo) = (null, false, 0);
            untold = State.Id;
        }
    }

    private void TellRenewed()
    {
        OutboxId? id;
        lock (reading)
            (id, untold) = (untold, null);
        if (id is { } renewed)
            Renewed?.Invoke(renewed);
    }

    private void SetAside(OutboxState old)
    {
        try
        {
            var aside = OutboxFiles.Move(path, damaged ? OutboxFiles.NewQuarantine(Folder, time) : OutboxFiles.NewAside(Folder, old.Id, old.Rows.Count > 0));
            Log.BeganNew(logger, path, asideFor!, aside, old.Rows.Count);
            asideFor = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OutboxException(OutboxFault.Retry, $"cannot move outbox '{path}' aside: {fault.Message}; check the owner and the rights of its folder", fault);
        }
    }

    private OutboxFile OpenFile(string machine)
    {
        try
        {
            return OutboxFile.Open(path, machine, time, disk.JournalPages);
        }
        catch (OutboxException e) when (e.Fault == OutboxFault.Damaged && Path.GetFileName(path) == FileName)
        {
            Log.Damaged(logger, path, OutboxFiles.Move(path, OutboxFiles.NewQuarantine(Folder, time)), e.InnerException?.Message ?? e.Message);
            return OutboxFile.Open(path, machine, time, disk.JournalPages);
        }
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

        [LoggerMessage(Level = LogLevel.Warning, Message = "the disk of outbox '{Path}' is full: its ballast file was given back; free some space there")]
        public static partial void GaveBallastBack(ILogger logger, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "the disk is low: removed '{Path}', a damaged outbox whose readable rows were rescued")]
        public static partial void RemovedRescued(ILogger logger, string path);

        [LoggerMessage(Level = LogLevel.Warning, Message = "the disk is low, and a rescued outbox cannot be removed: {Cause}")]
        public static partial void RescuedStays(ILogger logger, string cause);

        [LoggerMessage(Level = LogLevel.Warning, Message = "dropped the oldest {Readings} readings of outbox '{Path}': it or its disk is full; a gap row names them; check that a collector answers")]
        public static partial void Dropped(ILogger logger, long readings, string path);
    }
}
