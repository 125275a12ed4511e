namespace Powderwatts.Collector;

/// <summary>What a collector has counted since its start. Every field is changed with <see cref="Interlocked"/> only.</summary>
internal sealed class CollectorCounts
{
    /// <summary>Chunks taken in.</summary>
    public long Chunks;

    /// <summary>Chunks that were waiting already.</summary>
    public long Repeats;

    /// <summary>Chunks turned away because too much waited.</summary>
    public long Busy;

    /// <summary>Payloads that are no chunk or no `about`.</summary>
    public long Malformed;

    /// <summary>Messages that are not ours to read: retained chunks, more nodes than we serve, other topics.</summary>
    public long Ignored;

    /// <summary>Rows stored, repeats included.</summary>
    public long Stored;

    /// <summary>Rows refused and in the dead letters.</summary>
    public long Refused;

    /// <summary>Writes that the store confirmed.</summary>
    public long Writes;

    /// <summary>Writes that failed and were tried again.</summary>
    public long Failures;

    /// <summary>Acknowledgements sent.</summary>
    public long Acknowledgements;

    /// <summary>Acknowledgements that could not be sent: their rows come again.</summary>
    public long Unsent;

    /// <summary>Appends to the dead letters that failed: their rows were not settled.</summary>
    public long LettersFailed;
}
