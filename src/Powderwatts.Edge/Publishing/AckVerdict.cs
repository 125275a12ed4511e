namespace Powderwatts.Edge.Publishing;

/// <summary>What an acknowledgement means for this outbox.</summary>
internal enum AckVerdict
{
    /// <summary>It settles rows that were sent.</summary>
    Settles,

    /// <summary>It settles nothing: a collector says that it is there.</summary>
    Here,

    /// <summary>It is for another outbox: skipped.</summary>
    OtherOutbox,

    /// <summary>It names rows of an earlier run that this run has not sent yet: skipped, they will be sent and answered again.</summary>
    NotSentYet,

    /// <summary>It names rows that were never sent: a fault or a forgery, refused.</summary>
    AboveHighest,
}
