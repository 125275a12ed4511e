namespace Powderwatts.Readings;

/// <summary>What a reader must know about a reading before trusting it. A bad value is never a number: it is absent.</summary>
[Flags]
public enum Quality
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>At least 99 % of full scale: the true value may be higher.</summary>
    Clipped = 1,

    /// <summary>Part of the value is assumed, not measured.</summary>
    Estimated = 2,

    /// <summary>The node's clock was not trusted when the reading was stamped.</summary>
    Unsynced = 4,
}
