namespace Powderwatts.Edge.Publishing;

/// <summary>What an `about` under our own name means.</summary>
internal enum AboutVerdict
{
    /// <summary>Our own, or an earlier run's: nothing to do.</summary>
    Known,

    /// <summary>This outbox once gave out sequences that it does not know of: the card was restored from a copy.</summary>
    Ahead,

    /// <summary>It was published just now and not by us: two nodes have one identity.</summary>
    Twin,
}
