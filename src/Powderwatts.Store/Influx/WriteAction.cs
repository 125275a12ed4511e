namespace Powderwatts.Store.Influx;

/// <summary>What to do after the answer to a write.</summary>
internal enum WriteAction
{
    /// <summary>Everything is stored.</summary>
    Ok,

    /// <summary>The same again, soon.</summary>
    Retry,

    /// <summary>The same again, slowly and loudly: a person has to mend something. Nothing is dropped.</summary>
    RetrySlowly,

    /// <summary>Too large: send halves.</summary>
    Halve,

    /// <summary>At least one line is refused for good: find it by halves, so that it does not cost its neighbours.</summary>
    Bisect,
}
