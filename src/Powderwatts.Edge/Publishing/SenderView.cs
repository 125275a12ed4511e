namespace Powderwatts.Edge.Publishing;

/// <summary>How the sending of chunks stands: a snapshot that any thread may read.</summary>
internal sealed record SenderView
{
    /// <summary>Chunks that the broker took, copies too.</summary>
    public long SentChunks { get; init; }

    /// <summary>Of these, copies.</summary>
    public long ResentChunks { get; init; }

    /// <summary>Rows released in this run.</summary>
    public long AcknowledgedRows { get; init; }

    /// <summary>Rows that a collector refused.</summary>
    public long RefusedRows { get; init; }

    /// <summary>Rows in the node's own dead letters.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Acknowledgements for another outbox, or for rows of an earlier run.</summary>
    public long SkippedAcks { get; init; }

    /// <summary>Acknowledgements for rows that were never sent.</summary>
    public long ForgedAcks { get; init; }

    /// <summary>Acknowledgements that break the contract, or came faster than they could be read.</summary>
    public long LostAcks { get; init; }

    /// <summary>The window.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Chunks on their way.</summary>
    public int InFlight { get; init; }

    /// <summary>The last time-out that passed in silence; null when a collector answers.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary>
    /// When the broker first said that nobody is subscribed, with no acknowledgement since; null when one came. A collector inside
    /// the broker looks like that for the moment between a chunk and its acknowledgement.
    /// </summary>
    public long? NoSubscriberSince { get; init; }

    /// <summary>What the outbox or the dead letters failed at; null when they work.</summary>
    public string? Fault { get; init; }

    /// <summary>What a collector refused last, or what it claimed wrongly; null when nothing in the last 10 minutes.</summary>
    public string? Complaint { get; init; }
}
