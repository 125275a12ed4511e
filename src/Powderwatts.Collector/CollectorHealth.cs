using Powderwatts.Collector.DeadLetters;
using Powderwatts.Collector.Intake;
using Powderwatts.Readings.Health;
using Powderwatts.Store;

namespace Powderwatts.Collector;

/// <summary>Says on the health board how intake, store and dead letters are.</summary>
internal sealed class CollectorHealth(
    HealthBoard board, CollectorCounts counts, ChunkQueue queue, KnownNodes nodes, DeadLetterStore deadLetters, CollectorSettings settings)
{
    private readonly Lock gate = new();
    private StoreException? storeError;
    private string? lettersError;

    /// <summary>Is the store answering, as far as is known?</summary>
    public bool StoreIsUp => Volatile.Read(ref storeError) is null;

    /// <summary>The store took a write (null) or did not.</summary>
    public void Store(StoreException? error)
    {
        Volatile.Write(ref storeError, error);
        Refresh();
    }

    /// <summary>The dead letters took an append (null) or did not.</summary>
    public void DeadLetters(string? error)
    {
        Volatile.Write(ref lettersError, error);
        Refresh();
    }

    /// <summary>Writes everything to the board.</summary>
    public void Refresh()
    {
        lock (gate)
        {
            SetIntake();
            SetStore();
            SetDeadLetters();
        }
    }

    private void SetIntake()
    {
        var (state, reason, next) =
            queue.IsFull ? (HealthState.Warn, "full: chunks come faster than the store takes them; nodes keep theirs", "look at the part store")
            : nodes.Count >= settings.Nodes
                ? (HealthState.Warn, $"{settings.Nodes} nodes are known; chunks of others are ignored and stay with them", "start a collector of its own for the others")
            : (HealthState.Ok, (string?)null, (string?)null);
        board.Set("intake", state, reason, next,
            ("queued", queue.Count), ("nodes", nodes.Count), ("chunks", Interlocked.Read(ref counts.Chunks)),
            ("repeats", Interlocked.Read(ref counts.Repeats)), ("busy", Interlocked.Read(ref counts.Busy)),
            ("malformed", Interlocked.Read(ref counts.Malformed)), ("ignored", Interlocked.Read(ref counts.Ignored)),
            ("acknowledgements", Interlocked.Read(ref counts.Acknowledgements)), ("unsent", Interlocked.Read(ref counts.Unsent)));
    }

    private void SetStore()
    {
        var error = Volatile.Read(ref storeError);
        var (reason, next) = Split(error?.Message);
        board.Set("store", error is null ? HealthState.Ok : HealthState.Down, reason, next,
            ("rows", Interlocked.Read(ref counts.Stored)), ("writes", Interlocked.Read(ref counts.Writes)),
            ("failures", Interlocked.Read(ref counts.Failures)));
    }

    private void SetDeadLetters()
    {
        var error = Volatile.Read(ref lettersError);
        var any = deadLetters.OwnCount + deadLetters.ForeignCount > 0;
        var (state, reason, next) =
            error is not null ? (HealthState.Down, error, $"make room or check the mode of {deadLetters.Folder}")
            : deadLetters.Dropped > 0 ? (HealthState.Warn, "the limit was reached: the oldest letters are gone", "powderwatts deadletters list")
            : any ? (HealthState.Warn, "rows or payloads were refused", "powderwatts deadletters list")
            : (HealthState.Ok, (string?)null, (string?)null);
        board.Set("deadletters", state, reason, next,
            ("own", deadLetters.OwnCount), ("foreign", deadLetters.ForeignCount), ("dropped", deadLetters.Dropped),
            ("refused", Interlocked.Read(ref counts.Refused)), ("failures", Interlocked.Read(ref counts.LettersFailed)));
    }

    /// <summary>Our messages end with the next step after the last semicolon.</summary>
    private static (string? Reason, string? Next) Split(string? message) =>
        message?.LastIndexOf("; ", StringComparison.Ordinal) is { } at and >= 0 ? (message[..at], message[(at + 2)..]) : (message, null);
}
