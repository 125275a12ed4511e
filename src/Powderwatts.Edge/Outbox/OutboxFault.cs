namespace Powderwatts.Edge.Outbox;

/// <summary>What to do about an outbox that failed.</summary>
public enum OutboxFault
{
    /// <summary>Keep the rows and try again: disk full, I/O error, busy.</summary>
    Retry,

    /// <summary>The file is damaged: move it aside and begin a new one.</summary>
    Damaged,

    /// <summary>The file was made by a newer program: stop.</summary>
    Newer,
}
