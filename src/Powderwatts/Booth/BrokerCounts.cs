namespace Powderwatts.Booth;

/// <summary>What the booth's broker has counted. Every field is changed with <see cref="Interlocked"/> only.</summary>
internal sealed class BrokerCounts
{
    /// <summary>Open connections, also those that have not said CONNECT.</summary>
    public long Connections;

    /// <summary>Messages let through.</summary>
    public long Messages;

    /// <summary>Messages dropped because their reader is too slow.</summary>
    public long Overflow;

    /// <summary>Connections, frames and messages refused.</summary>
    public long Refused;

    /// <summary>Chunks answered with "busy" because the collector is full.</summary>
    public long Busy;
}
