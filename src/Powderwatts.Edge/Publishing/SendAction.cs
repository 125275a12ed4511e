namespace Powderwatts.Edge.Publishing;

/// <summary>The kinds of steps of the sender.</summary>
internal enum SendAction
{
    /// <summary>Nothing to do until time has passed or news comes.</summary>
    Wait,

    /// <summary>Send rows that were never sent.</summary>
    SendNew,

    /// <summary>Send a chunk again.</summary>
    Resend,

    /// <summary>Put the one row of the chunk into the node's dead letters.</summary>
    DeadLetter,
}
