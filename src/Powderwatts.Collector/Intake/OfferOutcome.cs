namespace Powderwatts.Collector.Intake;

/// <summary>What came of an offered payload.</summary>
internal enum OfferOutcome
{
    /// <summary>It waits to be written.</summary>
    Taken,

    /// <summary>The same payload is waiting already; one copy is enough.</summary>
    Known,

    /// <summary>Too much is waiting: the node keeps it and comes again.</summary>
    Full,
}
